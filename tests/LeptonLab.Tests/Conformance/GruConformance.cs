using CsCheck;

namespace LeptonLab.Tests.Conformance;

public class GruConformance
{
    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() =>
        RecurrentProblem.Of("Gru").Sample(problem => problem.Operation().HoldToPlainLoops(problem.Seed), iter: 60);

    [Fact]
    public void Plain_loops_agree_with_finite_differences()
    {
        foreach (RecurrentProblem problem in RecurrentProblem.Small("Gru"))
            problem.Operation().HoldToFiniteDifferences(problem.Seed);
    }

    [Fact]
    public void Numbers_that_are_not_finite_stay_in_their_sequence() => RecurrentProblem.HoldOddNumbersToPlainLoops("Gru");

    [Fact]
    public void Nothing_read_is_no_error() => RecurrentProblem.HoldNothingToPlainLoops("Gru");
}
