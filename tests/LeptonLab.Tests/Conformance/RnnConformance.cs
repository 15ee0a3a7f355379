using CsCheck;

namespace LeptonLab.Tests.Conformance;

public class RnnConformance
{
    [Theory]
    [InlineData("Rnn")]
    [InlineData("RnnRelu")]
    public void Every_device_agrees_with_the_plain_loops_in_double(string unit) =>
        RecurrentProblem.Of(unit).Sample(problem => problem.Operation().HoldToPlainLoops(problem.Seed), iter: 60);

    [Theory]
    [InlineData("Rnn")]
    [InlineData("RnnRelu")]
    public void Plain_loops_agree_with_finite_differences(string unit)
    {
        foreach (RecurrentProblem problem in RecurrentProblem.Small(unit))
            problem.Operation().HoldToFiniteDifferences(problem.Seed);
    }

    [Theory]
    [InlineData("Rnn")]
    [InlineData("RnnRelu")]
    public void Numbers_that_are_not_finite_stay_in_their_sequence(string unit) => RecurrentProblem.HoldOddNumbersToPlainLoops(unit);

    [Theory]
    [InlineData("Rnn")]
    [InlineData("RnnRelu")]
    public void Nothing_read_is_no_error(string unit) => RecurrentProblem.HoldNothingToPlainLoops(unit);
}
