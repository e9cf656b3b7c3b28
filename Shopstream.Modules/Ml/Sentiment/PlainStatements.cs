using System.Text;

namespace Shopstream.Modules.Ml.Sentiment;

/// <summary>
/// Sentences that state facts and judge nothing, written for this program: public sets of labelled sentences leave such sentences out, so
/// that a model trained on them alone takes "it took forty minutes" for an opinion.
/// </summary>
internal static class PlainStatements
{
    /// <summary>One a line; each <c>{list}</c> stands for a member of that list.</summary>
    private const string Sentences = """
        The {thing} has {number} {part}s and stands in the {room}.
        The {thing} came in {number} boxes.
        The {thing} comes in {number} sizes and {number} colors.
        The {part} is {color}.
        The {part} is made of {material}.
        It is {number} inches wide and {number} inches deep.
        It weighs about {number} pounds.
        I ordered the {thing} on {day} and it arrived on {day}.
        It arrived {day} afternoon.
        It took {number} minutes to assemble the {thing}.
        We needed {number} minutes and {number} people to put it together.
        I bought this {thing} for my {room}.
        I bought it for my {person} in {month}.
        This is my {ordinal} {thing} from this shop.
        We have had the {thing} for {number} weeks.
        My {person} uses it every {day}.
        There are {number} screws and a tool in the box.
        The {part} looks as in the picture.
        The {part} matches the description.
        It is what the description says.
        The {part} is what the picture shows.
        The {part} is as described.
        It took me {number} minutes to put the {thing} together.
        It takes {number} minutes to set up.
        It was {number} minutes from the station to the door.
        The {thing} is of average size.
        Average size, average weight.
        We will see how long the {part} lasts.
        I cannot say yet how long it lasts.
        The {part} is good, but the {part} is bad.
        The {part} is great, but the {part} is poor.
        I like the {part} but not the {part}.
        Good {part}, bad {part}.
        Some people will like it and some will not.
        We will see in {number} months how the {part} holds up.
        I have not used the {part} yet.
        I will write more after {number} weeks.
        The {thing} is of medium size.
        The {part} can be turned and moved.
        It has a {part} on the left and a {part} on the right.
        The manual has {number} pages.
        The battery has {number} hours and the cable is {number} feet long.
        The phone has a {color} case and a charger.
        You plug it in and press the button for {number} seconds.
        It connects to the computer with a cable.
        The headset goes over the ear.
        I switched from another carrier in {month}.
        We were {number} people and sat by the window.
        We ordered the {dish} and {number} drinks.
        I had the {dish} with {dish}.
        The menu has {number} kinds of {dish}.
        They open at {number} on {day}.
        The restaurant is on the corner across from the hotel.
        My {person} had the {dish} and I had the {dish}.
        We went there on {day} with my {person}.
        The movie is about a {person} and a {person} in the city.
        The film was made in {month} and runs {number} minutes.
        I saw this film on {day} with my {person}.
        The story is set in a {room} and told by the {person}.
        He plays the {person} and she plays the {person}.
        The book has {number} chapters.
        The {thing} stands next to the {thing} now.
        There is a {part} below the {part}.
        The {color} one is for the {room} and the {color} one for the {room}.
        It is a {thing}.
        The {part} is neither large nor small.
        It does what a {thing} does.
        It is an average {thing}, neither more nor less.
        Is the {part} made of {material}?
        How many {part}s does the {thing} have?
        """;

    private static readonly Dictionary<string, string[]> s_lists = new(StringComparer.Ordinal)
    {
        ["thing"] = "table chair sofa bed desk lamp shelf dresser phone headset case charger camera printer tablet keyboard bag jacket".Split(' '),
        ["part"] = "leg drawer surface seat frame finish cushion button screen cable cover handle strap door wheel size color fabric".Split(' '),
        ["room"] = "kitchen bedroom office hall living+room dining+room garage apartment".Split(' '),
        ["material"] = "wood steel plastic glass leather cotton metal".Split(' '),
        ["color"] = "brown black white gray red blue green".Split(' '),
        ["number"] = "two three four five six eight ten 12 15 20 30 40 45 60".Split(' '),
        ["ordinal"] = "first second third".Split(' '),
        ["day"] = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".Split(' '),
        ["month"] = "January March May July October December".Split(' '),
        ["person"] = "wife husband son daughter mother brother friend neighbor man woman".Split(' '),
        ["dish"] = "soup salad steak fries rice noodles bread tea coffee cake chicken".Split(' '),
    };

    /// <summary>Sentences in turn, each with words drawn anew.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the draws.</param>
    public static IReadOnlyList<LabelledText> Write(int count, int seed)
    {
        var sentences = Sentences.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(number => new LabelledText(Fill(sentences[number % sentences.Length], random), 0.5f))];
    }

    private static string Fill(string sentence, Random random)
    {
        var text = new StringBuilder();
        var pieces = sentence.Split('{', '}');
        for (var piece = 0; piece < pieces.Length; piece++)
        {
            if (piece % 2 == 0)
                text.Append(pieces[piece]);
            else
                text.Append(random.GetItems(s_lists[pieces[piece]], 1)[0].Replace('+', ' '));
        }

        return text.ToString();
    }
}
