namespace Shopstream.Modules.Ml.Sentiment.Lexical;

/// <summary>What guests say of food, drink and rooms. Format: <see cref="LexiconSource"/>.</summary>
internal static class FoodWords
{
    /// <summary>Words, grouped by valence.</summary>
    public const string Words = """
        +3.2 delicious/l~-1.8 scrumptious delectable mouthwatering mouth-watering yummy~-1.4 yummm yumm delish finger-licking ambrosial
        +2.6 tasty~-2.2 tastiest tastier flavorful~-2.2 flavourful~-2.2 flavorsome savory~-0.8 savoury~-0.8 succulent~-1.4 juicy~-1.6
        +2.6 juiciest appetizing~-2.4 appetising~-2.4 palatable~-1.6 edible~-2.6
        +2.0 crispy~-1.6 crunchy~-1.2 creamy~-1.0 fluffy~-1.2 moist~-1.8 velvety buttery smoky zesty tangy hearty homemade home-made
        +2.0 freshness~-1.8 freshest fresher freshly seasoned~-1.8
        +1.8 fragrant/l aromatic refreshingly toothsome moreish lip-smacking al-dente bountiful scrummy caramelized~0 decadent/l
        +1.8 indulgent/l~-0.4 garden-fresh farm-fresh oven-fresh made-to-order sumptuous/l luscious/l piquant well-stocked
        -2.0 rank pungent~0.6 fishy~0.6 acrid insect/n~0.6 bug-infested mold~0.6 mould~0.6 unripe overripe wilted~0.8 limp~0.8 gamey
        -2.0 gloopy goopy sludge dishwater heartburn queasy clammy claustrophobic~0.6 rundown germs sewage stench reek/v reeked
        -2.0 overpower/v underseasoned underwhelm/v
        +1.8 generous/l~-1.0 plentiful ample~-1.0 filling~-1.2 piping-hot organic gourmet~-0.8 yumminess crave/v craving/n addicting
        +1.8 mouthful~0 ambience~-1.0 ambiance~-1.0 atmosphere~-1.0
        +1.6 flavors~-1.2 flavor~-1.8 flavour~-1.8 flavours~-1.2 taste~-1.2 tasted~0 selection~-0.8 melts spotless/l immaculate/l hip
        +1.6 trendy upscale intimate quaint rustic
        +1.4 relaxing~-1.2 relaxed~-0.8 inviting~-1.4 quiet~-1.0 peaceful/l serene lively gracious/l hospitable hospitality vibe~-0.8 airy
        -3.0 inedible vomit/v vomited puke/v nauseous nauseating nausea gag/vv foodpoisoning rancid putrid rotten~0.6 spoiled~0.4
        -3.0 moldy~0.4 mouldy maggot/n cockroach/n cockroaches roach/n roaches
        -2.4 flavorless~0.8 flavourless soggy~1.2 greasy~1.4 oily~1.0 mushy~1.0 rubbery~0.8 gristle fatty~0.8 burnt~0.8 burned~0.6
        -2.4 charred~0 overcooked~1.4 undercooked~1.4 raw~0.4 uncooked reheated microwaved
        -2.2 dry~1.4 chewy~0.6 gummy~0.4 slimy watery~1.0 lukewarm~0.6 tepid sour~0.4 bitter~0.8 salty~0.8 oversalted unseasoned~0.4
        -2.2 soaked~0 unappetizing unappetising unpalatable unhealthy unsanitary unhygienic
        -1.6 cold~1.0 hungry~0 starving stingy skimpy~0.6 tiny~0 meager~0 overpowering~0.6 overwhelming/l~0.4 overwhelmed stuffy
        -1.6 cramped~0.6 crowded~0.6 grimy grubby sticky~0.8 dingy~0.4
        -1.4 generic processed diarrhea ill~0.4 illness poisoning poison/v poisoned upcharge uninviting
        """;
}
