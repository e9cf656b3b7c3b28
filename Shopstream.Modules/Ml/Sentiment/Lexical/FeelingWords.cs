namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>Moods and judgements of persons, and rarer words of praise and blame. Format: <see cref="LexiconSource"/>.</summary>
internal static class FeelingWords
{
    /// <summary>Words, grouped by valence.</summary>
    public const string Words = """
        +2.8 overjoyed elated stoked euphoric smitten enamored enamoured raving rave/v astounding/l astonishing/l mind-blowing
        +2.8 jaw-dropping
        +2.4 delighted~-1.8 enchanting/l enchanted enchant/v radiant/l sensational/l tremendous groovy rad swell stupendous/l wondrous/l
        +2.4 dreamy godsend lifesaver/n paradise addict/n~0.4
        +2.0 enthusiastic/l~-1.2 enthusiasm~-1.0 eager/l optimistic confident/l~-1.4 confidence~-1.2 proud/l~-1.2 relieved relief~-0.8
        +2.0 comforting~-1.2 comforted calm/l~-1.0 contented cherish/v cherished beloved
        +1.8 fond/l~-1.2 fondness affection affectionate amazed~-1.0 amaze/v~-1.4 amazement astonish/v astonished wonders marvel/v
        +1.8 inspire/v~-1.2 enrich/v enhance/v~-0.8 enhanced enlighten/v enlightening
        +1.8 ingenuity skillfully artful/l tasteful/l~-1.2 polished~-1.4 refined~-1.0 sophisticated~-1.0 sophistication dignified noble
        +1.8 heroic hero/n~-0.4 admirer admiration esteem commend/v commendable/l laudable praiseworthy
        +1.6 merit/n~-0.8 benefit/n~-1.2 beneficial/l~-1.2 advantage/n~-0.8 advantageous gain/n~-0.6 fruitful productive/l~-1.2 profitable
        +1.6 prosper/v achieve/v~-0.8 achievement/n accomplish/v~-0.8 accomplishment/n accomplished strength/n~-0.8
        +1.4 fulfil fulfill/v~-1.4 fulfilling~-1.4 meaningful/l~-1.2 sensible/l~-1.2 logical/l~-1.4 rational balanced~-1.0 harmonious
        +1.4 harmony wholesome gentle~-0.6 gently playful/l lighthearted light-hearted whimsical quirky
        +1.2 easygoing easy-going agreeable~-1.2 agree/v~-0.8 peace hopeful/l relax/v~-0.8 wealth abundance abundant/l luckiest legit~-1.4
        +1.2 promising~-0.8 promise/n~-0.6 sweetheart
        +1.0 preferred prefers competitive~-1.0 consistent/l~-1.8 consistency~-1.2 diverse~-0.6 energy~-0.8 eye-catching fancy~-0.6
        +1.0 sparkle/v sparkling glow/v glowing shiny
        -3.0 heinous monstrous monstrosity disgusted~0.4 sickened repugnant repellent loathsome contemptible contempt wretched/l execrable
        -3.0 horrified horrifying terrified
        -2.6 outraged outrage enraged infuriating/l infuriate/v infuriated aggravating~0.6 aggravate/v aggravated exasperating appalled
        -2.6 aghast devastated devastating/l heartbreaking heartbroken tormented torment
        -2.4 dissatisfying dissatisfaction discouraging discourage/v discouraged dishearten/v disheartening disillusioned letdown/n bummed
        -2.4 bummer/n dismayed dismay unimaginative uneventful unfulfilling unfulfilled unworthy~1.0
        -2.2 abuse/v~0 brutal/l~0 vicious/l malicious/l hatred hateful jerk/n asshole/n bastard/n bitch/n bullshit bs fuck fucked hell~0
        -2.2 damned douche sleazy creepy~0.4
        -2.0 regretted~1.8 regrets~2.0 guilty~0 guilt resent/v resentful bitterly resentment grief grim gloomy gloom sorrow sorrowful
        -2.0 mourn/v helpless/l desperate/l despair panic/vv stress/v stressful/l~1.0 stressed
        -2.0 dangerous/l~0.8 hazard/n~0.6 hazardous harmful/l~0.8 harm/v~0.8 toxic~0.8 threat/n~0.4 threatening threaten/v injured
        -2.0 injure/v burns~0.4 shock~0 infected infection bleeding fatal/l
        -1.8 ignorant ignorance naive~0 greedy greed selfish/l dishonesty corrupt corruption hypocritical hypocrite biased~0.6 prejudice
        -1.8 bigoted lazy~0.6 laziness lazily irresponsible/l reckless/l inept inconsiderate/l insensitive/l
        -1.8 unsuitable unfit unsuccessful/l unwanted~0.6 unwilling~0 unwise unimportant irrelevant~0.4 insignificant insufficient/l
        -1.8 deficient deficiency substandard subpar second-rate third-rate
        -1.6 disagree/v~0.4 disagreeable disapprove/v objectionable obstacle/n burden/n~0.8 burdensome drawback/n~1.2 downside/n~1.2
        -1.6 cons~0.6 disadvantage/n~0.8 downfall/n shortcoming/n~0.8 gripe/n~1.4 quibble/n~1.0 nitpick/n~0.4 limitation/n~0.4
        -1.6 vague/l~0 obscure~0 ambiguous~0 chore/n~0.6 struggle/v~0.8 struggled strain/v~0 exhausted~0 exhausting~0.6 fatigue dizzy~0.6
        -1.6 dazed bewildered bewildering perplexed perplexing baffled baffling suspicious~0.4 suspect~0 distract/v~0.8 distracting~1.0
        -1.4 decline/v~0 declining deteriorate/v~0.8 deteriorated degrade/v worsening unreal~0 undermine/v hinder/v interrupt/v~0.4
        -1.4 intrusive~1.0 obtrusive~1.2 invasive nag/vv nosy overbearing abrupt/l~0.4 harsh/l~0.8 coarse rough/l~0.6
        -1.2 needlessly sham hype~0.2 hyped~0.2 spam gouge/v gouging exorbitant/l steep~0.6 stiffed penalty penalties sadness~0 unlucky
        -1.2 misfortune pity pitiful/l plain~0.2 dated~0.4 primitive mundane~0.4
        """;
}
