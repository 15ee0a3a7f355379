namespace LeptonLab.Tests.Training.Checkpoints;

/// <summary>What <see cref="ResumeTests"/> starts in a process of its own: a run that ends as by a power cut.</summary>
public class ResumeChild
{
    internal const int ExitCode = 77;

    [Fact]
    public async Task Train_and_fall_over_where_the_parent_asked_for_it()
    {
        if (Environment.GetEnvironmentVariable(ResumeTests.ChildVariable) is not { Length: > 0 } file)
            return;
        var problem = new ResumeProblem();
        int batches = 0;
        using IDisposable hook = problem.Model.Layers[1].OnForward((layer, _, _) =>
        {
            if (layer.IsTraining && ++batches == 11)
                Environment.Exit(ExitCode);
        });
        await problem.FitAsync(file, everySteps: 1);
    }
}
