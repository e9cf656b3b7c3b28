namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>Praise and blame that fit anything one can review. Format: <see cref="LexiconSource"/>.</summary>
internal static class GeneralWords
{
    /// <summary>Words, grouped by valence.</summary>
    public const string Words = """
        +3.5 perfect/l~-1.8 perfection flawless/l outstanding/l superb/l phenomenal/l magnificent/l extraordinary exceptional/l
        +3.5 masterful/l
        +3.3 amazing/l awesome/l excellent/l wonderful/l brilliant/l fantastic/l incredible/l spectacular/l marvelous/l marvellous/l
        +3.3 sublime/l exquisite/l stellar unbeatable unsurpassed unparalleled peerless matchless best~-1.5 finest greatest
        +3.1 fabulous/l terrific/l stunning/l glorious/l splendid/l magical/l divine/l heavenly remarkable/l breathtaking/l
        +3.0 great/l~-2.3 love~-2.0 loved~-2.0 loves~-2.0 loving/l adore/v favorite/n~-1.0 favourite/n~-1.0 superior~-1.2 ideal/l
        +3.0 impeccable/l
        +2.7 beautiful/l gorgeous/l delightful/l delight/v lovely lovable loveable impressive/l~-2.0 impress/v~-2.2 thrilled ecstatic
        +2.6 happy~-2.4 happily happier happiest pleased~-2.4 satisfied~-2.4 enjoy/v~-2.2 enjoyable/l~-2.2 enjoyment recommend/v~-3.0
        +2.6 recommended~-2.8 recommendable
        +2.5 charming/l charm/v fun~-1.8 classy elegant/l elegance graceful/l excellence brilliance magnificence greatness
        +2.4 good~-2.4 nice/l~-1.8 nicer nicest satisfying/l~-2.2 pleasant/l~-2.0 pleasing/l pleasure/n glad/l joy/n joyful/l
        +2.2 terrifically well~-1.8 liked~-2.2 likes~-1.8 likable likeable pleasantly impressed~-2.4 admire/v admirable/l appealing~-1.8
        +2.0 cool~-1.2 neat/l sweet/l interesting/l~-2.0 worth~-2.6 worthy~-2.4 worthwhile~-2.4 treat/n rewarding~-1.8 valuable~-1.8
        +2.0 success/n successful/l
        +2.0 fascinating/l captivating/l engaging~-2.0 exciting~-2.0 excited~-1.2 exhilarating refreshing/l inspiring inspired~-1.6
        +2.0 inspirational
        +2.0 attractive/l~-1.6 stylish/l cute creative/l originality unique/l clever/l genius/n smart/l
        +1.8 positive/l~-1.4 special~-1.6 solid/l fine/l~-1.4 bonus plus thank/v thanks thankful/l grateful/l appreciate/v~-1.6
        +1.8 helpful/l~-2.2 useful/l~-2.2 win/n winner/n winning triumph/n treasure/n gem/n jewel/n blessing bliss blissful/l
        +1.6 strong/l~-1.4 liking~-1.6 fresh/l~-2.0 pure correct/l~-1.6 proper/l~-1.8 properly~-2.4 true~-0.8 honest~-1.8 genuine~-1.4
        +1.5 decent/l~-1.8 pleasingly favorable/l favourable/l ease~-0.8 easy~-1.8 easily~-1.6 easier easiest simple~-0.8 improve/v~-1.2
        +1.5 improvement/n~-1.0
        +1.5 welcome~-1.6 welcoming cheer/v cheerful/l healthy bright/l~-1.0 impressively acclaimed renowned amuse/v amusing/l~-1.6
        +1.0 better~-1.8 again~-1.8 original~-1.2 natural/l~-1.2 saved saves~-0.6 immediately~-1.0 approve/v~-1.6 approval~-1.2
        +1.0 powerful/l~-1.4
        +0.6 like~-2.0 hot~-1.4
        -1.0 crazy insane lost
        +1.3 ok~-1.4 okay~-1.4 fair/l~-1.4 adequate/l~-1.6 acceptable~-2.2 satisfactory~-2.0 reasonable/l~-1.6 alright~-1.2 passable~-1.4
        +1.3 tolerable~-1.4
        +1.3 rich/l safe/l~-1.6 clean/l~-2.0 clear~-1.6 modern comfort/n~-1.2 lucky luckily fortunate/l popular
        +1.2 wow yay yum bravo kudos hooray woohoo hurray congrats cheers props
        +1.0 complete~-1.2 enough~-2.0 variety loyal/l wise/l laugh/v~-1.4 smile/v smooth/l~-1.4 trust/v~-2.0 support/v~-1.2
        -3.6 worst~0.4 atrocious/l abysmal/l despicable/l appalling/l abomination horrendous/l horrid/l vile
        -3.4 terrible/l~0.6 horrible/l~0.6 awful~0.6 dreadful/l disgusting/l~0.5 disgust/v pathetic/l revolting repulsive crap crappy shit
        -3.4 shitty
        -3.3 garbage rubbish trash trashy worthless useless/l~0.8 junk junky hideous/l ghastly godawful lousy scam/n ripoff fraud/n
        -3.0 hate/v~1.0 hates~1.0 hated~1.0 despise/v loathe/v detest/v abhorrent deplorable unacceptable inexcusable disgrace
        -3.0 disgraceful/l shameful/l
        -3.0 disaster/n disastrous/l nightmare/n catastrophe fiasco travesty unbearable/l intolerable insulting/l insult/v~0.4
        -3.0 outrageous/l
        -2.8 disappoint/v~2.2 disappointing/l~1.8 disappointed~2.2 disappointment/n~2.0 disapointed disapointing dissapointed
        -2.8 dissapointing disappointingly
        -2.8 bad/l~1.2 poor/l~1.0 poorer poorest worse~0.6 worsen/v sucks~0.8 suck~0.8 sucked~0.8 sucky sucking unusable stupid/l
        -2.8 ridiculous~0.4
        -2.7 avoid/v~0.5 regret/vv~2.2 regrettable/l waste/v~0.8 wasteful/l inferior~1.2 mediocre~1.4 mediocrity unsatisfactory
        -2.7 unsatisfying displeased dissatisfied
        -2.5 annoy/v~1.0 annoying/l~1.2 annoyance/n~1.0 irritate/v irritating/l frustrate/v frustrating/l frustration/n unhappy~1.5
        -2.5 unpleasant/l~1.4 upset~1.2 upsetting angry angrily anger
        -2.5 fail/v~1.8 failure/n~1.2 sad/l sadder saddest saddening shame ashamed embarrassing/l~0.8 embarrass/v embarrassment/n dumb
        -2.5 ugly~0.8 uglier ugliest
        -2.3 inadequate/l incompetent/l incompetence ineffective/l pointless/l hopeless/l lame lamest offensive/l gross~0.6 nasty~0.8
        -2.3 unimpressive/l unimpressed underwhelmed underwhelming
        -2.2 boring/l~1.4 bored~1.4 bore~1.0 bores boredom dull/l~1.0 tedious/l tiresome painful/l~1.2 pain/n~1.2 hurt/n~0.8 suffer/v
        -2.2 miserable/l misery
        -2.0 problem/n~1.6 problematic~1.2 trouble/n~1.6 troublesome issue/n~1.4 fault/n~1.4 faulty~1.4 flaw/n~2.0 flawed~1.2 defect/n~1.2
        -2.0 defective~1.2 mistake/n~1.2 error/n~1.2
        -2.0 wrong/l~1.2 worried worry/v~1.5 concern/n concerned complaint/n~2.0 complain/v~1.6 negative/l~1.2 weak/l~1.0 weaker weakest
        -2.0 weakness/n~1.0 unfortunate/l regretfully
        -2.0 dislike/v~1.2 disliked mess/n~0.6 messy messed ruin/v~0.8 ruins spoil/v~0.6 spoilt lie/n~0.4 lied lying liar/n fake~0.8
        -2.0 false/l misleading/l~0.8 mislead/v cheat/v
        -1.8 difficult~1.6 difficulty~1.2 difficulties~1.2 hard~1.0 harder hardest complicated~1.4 confusing/l~1.2 confuse/v~0.8
        -1.8 confused~0.8 inconvenient/l inconvenience/n unnecessary unnecessarily
        -1.8 dirty~1.0 dirtier filthy filth damage/v~1.0 damaging ugh yuck yucky eww ew meh bleh blah fear/n afraid scary tragic/l tragedy
        -1.6 cheaply unfair/l unreasonable/l uncomfortable/l~1.2 unsafe unreliable~0.8 undesirable inconsistent/l inaccurate/l~0.8
        -1.6 incomplete unprofessional/l~0.8
        -1.5 average~0.4 ordinary~0.8 overrated~0.8 overpriced~1.0 over-hyped overhyped bother/v~-1.2 bothersome weird/l~0.4 strange/l
        -1.5 odd/l silly sorry~0.4 shocking/l~0.4
        -1.5 missing~0.8 miss~0.8 missed~0.8 misses lose~0.8 loses losing loser/n refuse/v~0.5 reject/v deny denied hassle/n~1.5 nuisance
        -1.2 expensive~1.4 pricey~1.0 costly~1.0 cheap/er~0.4 tired tiring sick sickening/l slow/l~1.0 slower slowest late~0.8 old~0.4
        -1.2 limited~0.8
        -1.0 warn/v~0.4 warning/n beware excuse/n unfortunately alas doubt/v~0.6 doubtful questionable skeptical wtf needless endless/l
        -1.0 forever
        """;
}
