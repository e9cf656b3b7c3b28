using Shopstream.Modules.Ml.Tuning;
using Shouldly;

namespace Shopstream.Tests.Ml.Tuning;

[TestFixture]
internal sealed class HalvingScheduleTests
{
    [Test]
    public void Hyperband_Of81ByThree_IsThePapersTable()
    {
        var brackets = HalvingSchedule.Hyperband(1, 81, 3);
        brackets.Select(b => string.Join(' ', b.Select(r => $"{r.Candidates}@{r.Budget}"))).ShouldBe(
        [
            "81@1 27@3 9@9 3@27 1@81",
            "34@3 11@9 3@27 1@81",
            "15@9 5@27 1@81",
            "8@27 2@81",
            "5@81",
        ]);
    }

    [TestCase(27, 1, 27, 3, "27@1 9@3 3@9 1@27")]
    [TestCase(27, 1_000, 10_000, 3, "27@1111 9@3333 3@10000", TestName = "the first rung is not starved")]
    [TestCase(5, 1, 1_000, 2, "5@250 2@500 1@1000", TestName = "no more rungs than can be halved")]
    [TestCase(1, 1, 10, 3, "1@10")]
    [TestCase(4, 10, 10, 2, "4@10")]
    [TestCase(int.MaxValue, 1, int.MaxValue, int.MaxValue, "2147483647@1 1@2147483647")]
    public void Successive_OfAnySize_EndsOnTheWholeBudget(int candidates, int least, int most, int reduction, string expected) =>
        string.Join(' ', HalvingSchedule.Successive(candidates, least, most, reduction).Select(r => $"{r.Candidates}@{r.Budget}")).ShouldBe(expected);

    [TestCase(0, 1, 2, 2, "Candidates: found 0")]
    [TestCase(1, 0, 2, 2, "LeastBudget: found 0")]
    [TestCase(1, 3, 2, 2, "MostBudget: found 2, expected 3 or more")]
    [TestCase(1, 1, 2, 1, "Reduction: found 1")]
    public void Successive_OutOfRange_SaysWhat(int candidates, int least, int most, int reduction, string message) =>
        Should.Throw<ArgumentException>(() => HalvingSchedule.Successive(candidates, least, most, reduction)).Message.ShouldContain(message);
}
