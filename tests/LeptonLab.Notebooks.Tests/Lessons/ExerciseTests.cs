using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>What must hold for every exercise, of whatever lesson.</summary>
public sealed class ExerciseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Ids => [.. ExerciseCatalog.All.Select(exercise => exercise.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_solution_passes_and_agrees_with_finite_differences(string id)
    {
        Exercise exercise = ExerciseCatalog.Find(id);
        Verdict verdict = Examiner.Examine(exercise, exercise.Solution, Limit);
        Assert.Null(verdict.Message);
        Assert.True(verdict.Cases >= 5, "Some more cases would be good.");
        object?[] first = exercise.Cases(new RandomStream(1)).First();
        if (exercise.Moved(first, 0, 0, 0) is null)
            return;
        int compared = 0;
        foreach (object?[] arguments in exercise.Cases(new RandomStream(1)).Take(4))
        {
            NumberArray[] parts = NumberArray.Of(exercise.Solution.DynamicInvoke(Arguments.Copy(arguments)))!;
            for (int part = 0; part < parts.Length; part++)
            {
                for (int i = 0; i < Math.Min(8, parts[part].Values.Length); i++, compared++)
                    Assert.Equal(FiniteDifferences.Slope(exercise, arguments, part, i)!.Value, parts[part].Values[i], 1e-3 * (1 + Math.Abs(parts[part].Values[i])));
            }
        }

        Assert.Equal(compared, verdict.Slopes);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_known_mistake_is_called_by_its_own_name(string id)
    {
        Exercise exercise = ExerciseCatalog.Find(id);
        Assert.NotEmpty(exercise.Mutants);
        foreach (Mutant mutant in exercise.Mutants)
        {
            Verdict verdict = Examiner.Examine(exercise, mutant.Function, Limit);
            Assert.Equal(mutant.Name, verdict.Misconception);
            Assert.Equal(mutant.Explanation, verdict.Message);
            Assert.NotNull(verdict.Smallest);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_same_cases_come_each_time_and_the_names_can_be_read(string id)
    {
        Exercise exercise = ExerciseCatalog.Find(id);
        string Text() => string.Join('\n', exercise.Cases(new RandomStream(1)).SelectMany(arguments => arguments.Select(ValueText.Of)));
        Assert.Equal(Text(), Text());
        Assert.Matches(@"^L\d\d-[a-z0-9-]+$", id);
        Assert.NotEmpty(exercise.Title);
        Assert.NotEmpty(exercise.Hints);
        Assert.Equal(exercise.Mutants.Count, exercise.Mutants.Select(mutant => mutant.Name).Distinct().Count());
        Assert.All(exercise.Mutants, mutant => Assert.EndsWith(".", mutant.Explanation, StringComparison.Ordinal));
    }
}
