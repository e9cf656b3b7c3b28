namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>What buyers say of goods, devices, furniture, clothes and their delivery. Format: <see cref="LexiconSource"/>.</summary>
internal static class ProductWords
{
    /// <summary>Words, grouped by valence.</summary>
    public const string Words = """
        +2.4 reliable/l~-2.4 dependable/l~-2.2 durable/l~-2.2 durability sturdy~-2.2 sturdier sturdily robust/l~-1.8 rugged
        +2.2 comfortable/l~-2.4 comfy~-2.0 comfier cozy cosy ergonomic/l~-1.6 supportive~-1.4 plush luxurious/l luxury premium handcrafted
        +2.2 handmade
        +2.2 effective/l~-2.4 efficient/l~-2.0 efficiency effortless/l hassle-free versatile~-1.4 versatility handy~-1.2 convenient/l~-2.0
        +2.2 convenience practical~-1.6 intuitive/l~-1.8
        +2.0 sleek/l crisp/l~-1.4 crystal-clear vivid/l vibrant/l sharp/l~-1.4 accurate/l~-1.8 precise/l~-1.4 precision responsive/l~-2.0
        +2.0 functional~-2.0 innovative/l ingenious/l
        +2.0 affordable/l~-1.2 bargain/n~-1.2 steal deal/n~-0.8 inexpensive/l economical/l well-priced lightweight compact/l
        +1.8 quality~-2.2 craftsmanship~-1.6 workmanship~-1.6 fast~-1.6 faster~-0.8 fastest quick/l~-1.6 quicker quickest prompt/l~-1.8
        +1.8 speedy swift/l timely~-1.6 flattering~-1.6 soft/l~-1.0 softer softest
        +1.8 fits~-2.4 fit~-2.2 fitted snug/l~-1.2 secure/l~-1.6 securely~-1.8 protect/v~-1.6 protective~-1.2 waterproof~-1.8
        +1.8 adjustable~-1.0 wireless~0 portable~-0.8 upgrade/v~-0.4 improved~-1.2
        +1.2 survive/v~-1.2 compliment/n functionality~-1.0 upgradeable washable~-1.0 absorbent~-1.4 breathable~-1.4 snazzy nifty slick
        +1.2 dandy peachy toasty cushy padded cushioned~-1.0 rechargeable~0 foolproof fuss-free trouble-free maintenance-free
        -1.8 disintegrate/v~1.0 shatter/v~1.2 splinter/v~0.8 snag/vv~1.0 unravel/v~1.0 bubbling~0.8 corrode/v~1.0 corroded wrinkled~0.6
        -1.8 discolored~0.8 discoloured tarnish/v~0.8 tarnished misfit/n warp/v~1.0 collapse/v~1.2 bleed~0 flicker/v~1.2 beeping~0.6
        -1.8 burn~0.4 smell~0.6 smelled~0.4 unplayable unreadable illegible inaudible indecipherable nonexistent undelivered
        +1.6 works~-2.8 working~-2.6 functioned~-2.2 functions~-2.0 holds~-2.0 match/v~-1.4 matches~-1.4 suits suitable~-2.0
        +1.6 compatible~-1.8
        +1.4 value~-1.4 clarity~-1.2 sturdiness spacious/l~-1.2 roomy~-1.2 stable~-1.8 steady~-1.4 smoother seamless/l tidy excels
        +1.2 lasts~-2.2 lasted~-2.0 lasting~-1.4 recommendation/n refund/v~-1.8 refunded~-1.2 replaced~0 exactly~-1.4 timeless
        +1.2 flexible~-1.0 long-life instantly
        +1.0 assemble~-0.4
        +0.2 return~-1.6 last~-1.8 worked~-2.6 work~-2.6 warranty~-0.8 ready~-0.8 described~-2.2 advertised~-2.6 expected~-1.6
        +0.2 pictured~-2.0 shipped~-1.0 delivered~-1.6 arrived~-1.6 received~-1.2 understand~-0.8
        -3.0 inoperable nonfunctional dud/n lemon/n paperweight counterfeit/n knockoff/n scammed scammer/n swindle/v conned thief thieves
        -3.0 stolen
        -2.6 broke~2.0 broken~1.8 breaks~1.8 break~1.8 breaking~1.4 breakage flimsy~1.6 shoddy shoddily malfunction/v~1.4 malfunctioned
        -2.6 died~1.4 dies~1.2 dead~1.0 crash/v~1.6
        -2.3 rickety wobbly~1.4 wobble/v~1.6 wobbles unstable~1.2 crack/v~1.4 cracked~1.4 chipped~1.0 chip~0.4 scratched~1.2 scratch/v~1.2
        -2.3 scratches~1.2 dent/n~1.0 dented~1.0 torn ripped rip~0.8 rips
        -2.2 leak/v~1.6 leaks~1.6 leaky peel/v~1.2 peeling~1.2 fade/v~1.2 faded~1.2 shrink~1.0 shrank shrunk fray/v rust/v~1.2 rusty
        -2.2 snapped~1.2 snap~0.6 warped bent~1.0 crooked loose~1.0 loosely loosen/v stain/n~0.6 stained
        -2.0 itchy scratchy stiff~0.6 lumpy sagging sags sag~0.8 creak/v creaky squeak/v~1.0 squeaky noisy~1.4 noise~1.0 static~1.0 buzz
        -2.0 buzzing hum humming rattle/v~1.0 echo~1.2 muffled~1.0 garbled distorted~0.8 distortion~1.0 choppy
        -2.0 glitch/n~1.4 glitchy bug/n~1.0 buggy lag/vv~1.4 laggy freeze~1.2 freezes~1.2 froze frozen~0.4 unresponsive sluggish/l
        -2.0 overheat/v~1.4 overheated drop/vv~0.8 dropping~0.8 drains drained draining disconnect/v~1.2 disconnected~1.0
        -1.8 cumbersome~1.2 bulky~1.2 clunky~1.0 clumsy/l awkward/l~1.0 heavy~1.0 fragile~1.0 brittle plasticky tinny~0.8 grainy~0.8
        -1.8 blurry~1.0 fuzzy~0.8 dim~0.6 tacky~1.0 gaudy outdated obsolete unattractive unsightly
        -1.8 mislabeled misrepresented misled mismatched~0.6 incompatible~0.8 misaligned uneven/l~0.6 undersized shabby sloppy~0.6
        -1.8 sloppily careless/l smelly stink/n~0.8 stinks~0.8 stinky stank smells~1.0 odor/n~1.0 fumes
        -1.6 returned~0.6 replacement/n~0.8 delay/v~1.2 delayed~1.0 delays~1.2 backordered unauthorized overcharged~0.6 overcharge/v
        -1.6 hidden~0.6 fee/n~0.6 damaged~1.0 junked trashed
        -1.4 repair/v~0.8 discomfort~1.2 irritation~1.2 hurts~1.2 short-lived restrictive tight~0.4 tighter~0 smaller~0 slippery
        -1.4 slip/vv~1.2 slips~1.2 sticks~0.6 stuck~0.8 jam/vv~1.0 jammed~1.0 falls~1.4 fell~1.2 falling~1.0 fall~1.0
        -1.2 smudge/v smudged crawl/v unclear~0.4 worn~0.4 bare flaky stopped~0.6 stops~0.8 quit~0.6 quits unable~0 impossible~0.8
        -1.2 inability unusual~0 overprice/v discontinue/v sacrifice/v compromise/v
        """;
}
