namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>
/// Expressions that praise although their words may not. One a line, in the format of <see cref="LexiconSource"/>:
/// <c>|</c> separates alternatives, <c>+</c> joins the words of one, <c>_</c> is the empty one; hyphens and spaces are the same.
/// </summary>
internal static class PraisePhrases
{
    /// <summary>The expressions.</summary>
    public const string Phrases = """
        +2.0~-2.2 i|we|really|also|you'll like
        +3.2~-1.6 top notch|quality|tier|shelf
        +3.2~-1.6 first|world class
        +3.0~-1.6 first rate
        +3.2~-1.6 second to none
        +3.0~-1.6 out of this world
        +3.0~-1.6 must have|see|try|buy|read|watch
        +3.0 two|both thumbs up
        +2.4~-2.0 thumbs up
        +3.0 can't|cannot|couldn't|won't go wrong
        +3.0 can't|cannot|couldn't|can+not|could+not be|get|find _|any better
        +3.0 can't|cannot|couldn't|could not beat _|it|the|this|that
        +3.0 can't|cannot|couldn't|could not ask for _|anything better|more
        +2.8 couldn't|can't|could+not be _|any happier
        +2.8 couldn't|can't|could+not be more pleased|satisfied|happy|impressed
        +2.6 never|not|doesn't|didn't|don't|won't disappoint|disappoints|disappointed|disappointing
        +2.6 won't|not|never be disappointed|sorry
        +2.6 won't|not|never regret it
        +2.4 never fails|failed|fail
        +2.4 no problems|issues|complaints|regrets|trouble
        +2.4 no problem|problems|issue|issues|complaint|complaints at|what all
        +2.4 no problem|problems|issue|issues|complaint|complaints whatsoever|so+far
        +2.2 nothing but good|great|praise|positive
        +2.2 nothing bad|negative
        +2.4 not a single|one|_ complaint
        +2.4 can't|cannot complain
        +2.6 can't|cannot wait
        +2.4 can't|cannot get|say enough
        +2.6 never had a|any|_ problem|problems|issue|issues|trouble|complaint
        +2.4 never been happier
        +2.6~-2.0 blew|blown|blows me|us|_ away
        +2.2~-1.4 hit|hits the spot
        +2.0~-1.6 five|5 stars|star
        +2.2 ten|10 stars|star
        +1.6 four|4 stars|star
        +3.0 10 out|_ of|_ 10
        +2.6 9 out|_ of|_ 10
        +2.0 8 out|_ of|_ 10
        +2.0~-2.6 will|definitely|must|gotta be back
        +2.0~-2.6 be back
        +3.0~-3.0 would|will|can|highly|definitely|strongly|totally|certainly recommend
        +3.0~-3.0 would|will|can highly|definitely|strongly|totally|certainly recommend
        +2.0 never ceases|cease|ceased to
        +2.0 without a|any|_ problem|problems|issue|issues|trouble|hassle|effort|fail
        +2.0 check it|this|them out
        +1.8~-1.6 go|and see|watch|rent|get|buy it|this|one
        +1.4 give|gave it|this|them a look|shot|chance
        +3.0 to die for
        +2.6 as good as it gets
        +1.8 place|one|way to go
        +1.8 don't|not miss it|this|out|_
        +2.4 won't|will+not|never forget
        +1.6~-2.4 eat|dine|shop|stay here|there again
        +1.4~-2.6 hold|holds|held a|its|the|_ charge
        +1.8~-0.8 cutting edge
        +2.0~-1.0 ground breaking
        +1.6~-1.2 wide|great|good|large|huge|nice|big array|range|selection|variety
        +1.6 saved|saves me|us|you|_ money|time
        +1.6~-1.6 one of the|my best|better
        +1.2~-1.0 big|huge|great|smash|a hit
        +1.2 had me laughing|hooked|smiling
        +1.6 loved|love every minute|second|bit
        +1.6 keeps|keep|kept me|you|us entertained|interested|engaged|guessing
        +1.4 highly|hotly anticipated
        +1.4 bright spot
        +1.0 noise|echo canceling|cancelling|cancellation|reduction|isolation|shield
        +1.6~-1.0 melt|melts|melted in your|my the|_ mouth
        +1.4~-1.6 good|quick|fast|great service
        +1.4~-2.6 go|going|come|coming back
        +1.8~-2.6 will|definitely go|come|going|coming back
        +1.8 can't|cannot wait to go|come|return|_ back
        +2.0~-2.4 will|would definitely|certainly|_ return
        +2.0~-2.4 buy|order|purchase again
        +1.8~-2.4 buying|ordering again
        +1.8~-2.4 buy|order|get|purchase another|more
        +2.0~-1.6 well|worth the|its|every money|price|penny|cent
        +2.6~-2.6 worth it|every|the
        +2.6~-2.6 well|definitely|totally worth
        +2.4~-1.4 well|beautifully|nicely|cleverly made|built|designed|done|written|acted|crafted|constructed
        +2.4~-1.4 well|beautifully|nicely|cleverly directed|shot|cooked|prepared|seasoned|paced|filmed|thought
        +2.0~-1.6 as described|advertised|expected|promised|pictured|shown
        +2.0~-1.4 exactly what i|we|you wanted|needed|need|want
        +1.8~-1.2 just what i|we wanted|needed
        +2.0~-2.0 value for money
        +2.0~-1.6 great|good|excellent|fair deal|price|value|buy
        +1.8~-1.8 in one piece
        +1.6~-2.0 lives|lived|live up to
        +1.8~-0.8 exceeded|exceeds|beyond|above my|our|all|_ expectations
        +2.0~-1.4 state of the art
        +1.6~-1.0 down to earth
        +2.0~-1.0 edge of your|my|the seat
        +1.8~-1.4 easy|simple to use|assemble|install|clean|set|follow
        +1.6~-1.2 stand|stands|stood the test of time
        +1.8~-1.0 on point
        +1.8~-1.0 spot on
        +1.6 life saver
        +1.6~-1.4 user friendly
        +1.6~-1.2 long lasting
        +1.4~-0.8 light weight
        +1.4~-1.2 high quality|end
        +1.4~-1.8 make|makes|made sense
        +1.4~-1.4 pay|pays|paid attention
        +1.2~-1.4 on time
        +1.4 hats off
        +1.4 keep it up
        +1.6 hands down
        +1.4 no brainer
        +0.8 not bad
        +1.0 not too|so|that|half bad|shabby
        +1.4 have|has it all
        +1.6~-1.2 give|gave|deserves it|this|them a try
        """;
}
