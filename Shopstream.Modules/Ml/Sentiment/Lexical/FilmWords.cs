namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>What viewers, readers and listeners say of films, books and music. Format: <see cref="LexiconSource"/>.</summary>
internal static class FilmWords
{
    /// <summary>Words, grouped by valence.</summary>
    public const string Words = """
        +3.3 masterpiece/n~-1.6 masterwork/n masterfully riveting/l~-1.4 mesmerizing/l mesmerising enthralling/l spellbinding electrifying
        +2.8 gripping/l~-1.6 compelling/l~-1.8 hilarious/l~-1.6 hilarity unforgettable/l~-1.2 virtuoso oscar-worthy heartwarming
        +2.8 uplifting~-1.0
        +2.6 witty~-1.4 wit~-1.2 funny~-2.0 funnier~-1.0 funniest entertaining/l~-2.2 entertain/v~-1.8 entertained~-1.8 entertainment~-1.0
        +2.6 absorbing engrossing/l engrossed poignant/l intriguing/l~-1.4 intrigue/n
        +2.4 memorable/l~-1.6 imaginative/l~-1.6 imagination~-1.2 inventive/l insightful/l~-1.2 insight/n thoughtful/l~-1.2
        +2.4 thought-provoking profound/l~-1.0 evocative/l lyrical poetic nuanced~-1.2 artistic/l artistry
        +2.2 believable/l~-1.8 convincing/l~-2.0 credible/l~-1.6 realistic/l~-1.6 authentic/l~-1.6 authenticity crafted~-0.6 talented~-1.4
        +2.2 talent/n~-1.6 skilled~-1.2 skillful/l skill/n~-1.0
        +2.0 suspenseful suspense~-1.4 thrilling/l~-1.4 thrill/n~-1.0 chilling adventure/n epic legendary iconic classic/n~-0.8 underrated
        +2.0 unexpected/l~0
        +2.0 adorable/l endearing/l heartfelt tender/l~-1.4 passionate/l~-1.0 passion/n compassion compassionate/l warm/l~-1.6 warmth~-1.4
        +2.0 romantic/l~-1.0 sincere/l~-1.2 sincerity honesty humor~-1.4 humour~-1.4 humorous/l~-1.4
        +1.8 moving/l~-1.0 touching/l~-1.2 dazzling/l dazzle/v lush/l picturesque scenic atmospheric ambitious/l~-0.6 daring/l bold/l
        +1.8 charismatic~-1.2 charisma~-1.6 sympathetic~-1.2 relatable~-1.6 three-dimensional~-1.4 well-rounded
        +2.2 fascinated~-1.4 perfected eloquent/l enthralled captivated mesmerized charmed heaven grace dignity sexy infatuated accolade/n
        +2.2 legend/n highlight/n
        -3.0 atrocity crapfest unredeemable irredeemable
        +1.8 exuberant energetic~-0.8 gritty~0 crowd-pleasing feel-good tear-jerker classics understated~0 pitch-perfect wickedly deft/l
        +1.8 nimble luminous seductive/l sultry hypnotic/l stirring~-1.0 rousing spirited bittersweet soulful/l visionary ageless
        +1.8 unflinching/l incisive/l trailblazing enigmatic/l
        -2.0 snore/n~0.6 hokey schlock schlocky claptrap unintelligible unoriginality charmless joyless humorless humourless witless
        -2.0 heartless/l toneless clumsily stereotypical/l stereotype/n~0.4 caricature/n~0.4 unrealized ham-fisted heavy-handed
        -2.0 overwrought overrate/v mawkish turgid murky jumbled aimless/l unfocused half-baked half-hearted paper-thin sanctimonious
        -2.0 self-important tone-deaf
        +1.6 deserve/v~-0.8 deserved~-0.6 deserving award/n acclaim praise/v~-0.8 applaud/v subtle/l~-0.6 depth~-1.6 coherent/l~-1.6
        +1.6 cohesive~-1.2 chemistry~-1.8 recommends hooked addictive catchy haunting/l
        +1.2 delivers~-1.6 succeeds~-1.6 succeed~-1.4 shines~-1.0 shine~-1.0 shining laughed~-1.4 laughs~-1.4 laughing~-0.4 laughter
        +1.2 family-friendly art~-1.0 beauty~-0.8 excitement~-1.6 celebration
        +1.0 interested~-1.4 interest~-1.4 appreciated~-0.6 impact~-1.0 identify~-0.8 care~-1.6 cared~-1.6 cares~-1.0 emotional/l~-0.8
        +1.0 emotion/n~-1.0 intelligent/l~-1.4 intelligence~-1.4 sense~-1.8 accessible
        -3.0 unwatchable drivel dreck tripe insipid/l abortion turd/n stinker/n bomb~0.4 flop/n trainwreck cringeworthy cringe/v
        -3.0 laughable/l~0.6 amateurish unfunny~0.6 moronic idiotic asinine braindead brainless
        -2.6 predictable/l~1.2 cliche/n~0.8 cliché/n~0.8 cliched clichéd formulaic unoriginal derivative hackneyed stale trite/l banal/l
        -2.6 corny~0.4 cheesy~0.6 sappy melodramatic contrived~0.8 implausible/l
        -2.4 unbelievable~0 unconvincing/l unrealistic/l~0.6 nonsensical nonsense~0.8 incoherent/l senseless/l illogical plotless
        -2.4 lifeless/l soulless wooden~0.6 stilted bland/l~0.8 flat~0.6 one-dimensional two-dimensional cardboard~0.4 shallow~0.8
        -2.4 hollow~0.6
        -2.2 dragged~1.0 drags~1.0 drag~0.8 dragging plodding ponderous meandering rambling overlong overacted overacting over-acting
        -2.2 underdeveloped undeveloped disjointed uninteresting/l uninspired uninspiring unengaging uninvolving
        -2.2 pretentious/l~1.0 preachy~1.0 pompous self-indulgent smug/l condescending/l patronizing tasteless/l vulgar crude/l
        -2.2 distasteful exploitative gratuitous/l~0.6 racist~0.6 sexist offended~0.6 offend/v~0.6
        -2.0 idiot/n moron/n imbecile fool/n foolish/l absurd/l~0.4 ludicrous/l inane/l vapid vacuous mindless/l juvenile childish/l~0.6
        -2.0 infantile immature sophomoric whiny whining annoyed depressing/l~0.6 depressed dreary bleak/l dismal/l
        -1.8 disturbing/l~0.4 repetitive~0.8 redundant~0.6 forgettable~1.6 unremarkable underwritten miscast overdone overblown
        -1.8 excessive/l~0.6 excess~0.4 gimmick/n~0.8 gimmicky cheap-looking hammy
        -1.6 torture torturous agony agonizing excruciating/l dire dismally fails~1.6 failed~1.2 failing~0.8 lackluster lacklustre muddled
        -1.6 convoluted~0.6 confusingly plothole/n hole/n~1.2 holes~1.2 headache/n~0.8
        -1.4 sleepy asleep~1.0 yawn/v~0.6 snooze snoozefest cruel/l~0.4 emptiness empty~0.6 slow-moving slow-paced unresolved untalented
        -1.4 unlikable unlikeable unsympathetic irritated
        """;
}
