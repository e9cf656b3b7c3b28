namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>What customers say of staff, service and sellers. Format: <see cref="LexiconSource"/>.</summary>
internal static class ServiceWords
{
    /// <summary>Words, grouped by valence.</summary>
    public const string Words = """
        +2.4 friendly~-2.4 friendlier friendliest friendliness~-1.4 courteous/l~-2.2 courtesy~-1.4 attentive/l~-2.4 polite/l~-2.0
        +2.4 politeness kind/l~-1.6 kindness caring~-1.8 considerate~-1.6 accommodating~-2.0 personable~-1.4
        +2.2 professional/l~-2.2 professionalism~-1.6 knowledgeable/l~-1.8 knowledgable informative~-1.2 competent/l~-2.2 competence~-1.6
        +2.2 respectful/l~-2.0 patient/l~-1.0 hardworking expert/l~-1.0 expertise accommodate/v~-1.4
        +1.8 obliging/l~-1.4 dedicated~-1.0 proactive/l~-1.2 cordial/l gentleman/n~0 angel/n sweetest kindest warmest conscientious/l
        +1.8 diligent/l tactful/l receptive~-1.2 cooperative~-1.8 reassuring/l reassured understanding~-1.6 transparent/l~-1.2
        +1.8 responsiveness~-1.2 swiftness speediness thorough~-1.4 helpfulness~-1.2
        -2.2 curt/l brusque/l aloof~0.4 surly sullen bossy belligerent combative confrontational unapologetic uncooperative
        -2.2 unresponsiveness unaccommodating nonchalant/l lackadaisical slacker/n sneaky slimeball/n crook/n bogus unjustified
        -2.2 inflexible~0.6 stonewall/v stonewalled evasive/l huffy snippy smirk/v sneer/v scowl/v eye-rolling unattended disregard/v
        -2.2 disregarded overlook/v~0.4 botch/v botched bungle/v bungled mishandle/v mishandled misinform/v misinformed
        +1.8 helped~-1.6 helps~-1.6 helping~-0.8 help~-1.8 assisted assist~-1.0 smiling welcomed~-1.4 welcomes trustworthy~-2.2
        +1.8 reputable~-1.8 honored~-1.2 punctual~-1.4
        +1.4 greeted~-1.8 apologetic~-1.2 apologized~-1.4 apologised~-1.4 communicative communication~-1.0 organized~-1.4 organised~-1.4
        +1.4 resolved~-2.0 resolve~-1.6 solved~-1.6 fixed~-1.4 regulars gladly
        +1.2 appreciative attentiveness promptness speedily accommodated satisfaction~-1.8 satisfy~-1.6 satisfies~-1.4 respected
        +1.2 respect/n~-1.6
        -3.0 rude/l~1.6 ruder rudest rudeness hostile/l abusive/l disrespectful/l~0.8 disrespected disrespect~0.6 obnoxious/l arrogant/l
        -3.0 arrogance
        -2.4 ignored~0.8 ignore/v~0.6 ignoring unhelpful/l~0.8 unfriendly~0.8 uncaring indifferent/l~0.4 dismissive/l inattentive~0.6
        -2.4 neglect/v~0.4 neglected negligent neglectful clueless discourteous impolite/l
        -2.2 unwelcome unwelcoming inhospitable disorganized~0.4 disorganised unorganized chaotic chaos~0.4 unethical dishonest/l
        -2.2 deceptive/l deceit deceive/v deceived deceitful untrustworthy shady
        -2.0 refused~0 yelled~0 yell/v~0 argue/v~0 argued arguing blame/v~0 mistreated harass/v harassed pushy~1.2 snobby snob/n snotty
        -2.0 attitude~1.0 impatient/l grumpy sarcastic/l~0 disgruntled furious livid mad~0.6 pissed
        -1.6 forgot~1.0 forgotten~0.4 forget~0.6 forgetting waited~0 wait~0.6 waits~0.6 waiting~0.6 apology~-0.6 apologies~-0.6
        -1.6 excuses~0.4 understaffed overworked closed~0 cancel~0 cancelled~0 canceled~0 unanswered
        -1.2 complained~0.6 threw~0 blamed dispute/n lawsuit sue sued stealing steals stole rob robbed robbery overpay overpaid petty
        -1.2 annoys rushed~1.0
        """;
}
