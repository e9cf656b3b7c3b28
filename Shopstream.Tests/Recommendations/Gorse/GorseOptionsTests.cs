using System.ComponentModel.DataAnnotations;
using Shopstream.Modules.Recommendations.Gorse;

namespace Shopstream.Tests.Recommendations.Gorse;

internal sealed class GorseOptionsTests
{
    [TestCase("read", "view")]
    [TestCase("STAR", "like")]
    [TestCase("buy", "purchase")]
    [TestCase("Purchase", "purchase")]
    [TestCase("remove_from_cart", "remove_from_cart")]
    [TestCase("share", "view")]
    public void EventTypeOf_FeedbackTypes_AreMappedWhateverTheirCase(string feedback, string expected) => new GorseOptions().EventTypeOf(feedback).ShouldBe(expected);

    [Test]
    public void FeedbackTypes_ThatAreNoEvents_AreRefused()
    {
        var options = new GorseOptions();
        options.FeedbackTypes["share"] = "shared";
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), found, validateAllProperties: true).ShouldBeFalse();
        found.ShouldHaveSingleItem().ErrorMessage!.ShouldStartWith("share: found \"shared\", expected one of view, cart");
    }

    [TestCase("0h0m0s", 0)]
    [TestCase("1h30m", 5_400)]
    [TestCase("1.5s", 1.5)]
    [TestCase("250ms", 0.25)]
    [TestCase("0", 0)]
    public void Durations_OfGo_AreRead(string text, double seconds)
    {
        GorseDuration.TryParse(text, out var duration).ShouldBeTrue();
        duration.TotalSeconds.ShouldBe(seconds);
    }

    [TestCase("")]
    [TestCase("10")]
    [TestCase("-1s")]
    [TestCase("1d")]
    [TestCase("1h 2m")]
    [TestCase("99999999h")]
    public void Durations_ThatAreNone_AreRefused(string text) => GorseDuration.TryParse(text, out _).ShouldBeFalse();
}
