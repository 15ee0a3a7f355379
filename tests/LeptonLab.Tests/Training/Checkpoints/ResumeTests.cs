using System.Diagnostics;
using LeptonLab.Nn;
using LeptonLab.Tests.IO;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training.Checkpoints;

public sealed class ResumeTests : IDisposable
{
    internal const string ChildVariable = "LEPTON_TEST_RESUME_FILE";
    private readonly TemporaryFolder _folder = new();

    private string CheckpointPath => Path.Combine(_folder.Path, "run.checkpoint");

    [Fact]
    public async Task A_run_stopped_after_any_batch_and_resumed_ends_as_if_it_had_never_stopped()
    {
        (string fingerprint, History whole) = await RunAsync(file: null);
        for (int stop = 1; stop <= whole.Epochs.Count * ResumeProblem.BatchesPerEpoch; stop++)
        {
            File.Delete(CheckpointPath);
            Assert.True((await new ResumeProblem().FitAsync(CheckpointPath, stopAfter: stop)).WasCancelled);
            (string resumed, History history) = await RunAsync(CheckpointPath);
            Assert.Equal(fingerprint, resumed);
            AssertSame(whole, history);
        }
    }

    [Fact]
    public async Task A_run_stopped_again_and_again_ends_as_if_it_had_never_stopped()
    {
        (string fingerprint, History whole) = await RunAsync(file: null);
        History history;
        int starts = 0;
        ResumeProblem problem;
        do
        {
            problem = new ResumeProblem();
            history = await problem.FitAsync(CheckpointPath, stopAfter: 1);
            starts++;
        }
        while (history.WasCancelled);
        Assert.InRange(starts, ResumeProblem.BatchesPerEpoch, ResumeProblem.Batches + 1);
        Assert.Equal(fingerprint, problem.Model.Fingerprint());
        AssertSame(whole, history);
    }

    [Theory]
    [InlineData("adagrad")]
    [InlineData("adamw")]
    [InlineData("momentum")]
    [InlineData("rmsprop")]
    public async Task Every_optimizer_resumes_to_the_same_bits(string name)
    {
        string whole = await Fingerprint(null, int.MaxValue);
        await Fingerprint(CheckpointPath, 7);
        Assert.Equal(whole, await Fingerprint(CheckpointPath, int.MaxValue));

        async Task<string> Fingerprint(string? file, int stopAfter)
        {
            var problem = new ResumeProblem
            {
                Schedule = null,
                BatchesPerStep = 1,
                ClipNorm = null,
                Optimizer = name switch
                {
                    "adagrad" => new Adagrad(0.05f),
                    "adamw" => new AdamW(0.01f, amsgrad: true),
                    "momentum" => new Sgd(0.05f, momentum: 0.9f, nesterov: true),
                    _ => new RmsProp(0.01f, momentum: 0.5f),
                },
            };
            await problem.FitAsync(file, stopAfter);
            return problem.Model.Fingerprint();
        }
    }

    [Fact]
    public async Task A_process_that_was_killed_is_resumed_from_its_last_checkpoint()
    {
        (string fingerprint, History whole) = await RunAsync(file: null);
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(ResumeTests).Assembly.Location);
        start.ArgumentList.Add("-class");
        start.ArgumentList.Add(typeof(ResumeChild).FullName!);
        start.Environment[ChildVariable] = CheckpointPath;
        using (Process child = Process.Start(start)!)
        {
            child.StandardOutput.ReadToEnd();
            child.WaitForExit();
            Assert.Equal(ResumeChild.ExitCode, child.ExitCode);
        }

        // Eleven batches were computed; the last checkpoint is that of the fifth step.
        (string resumed, History history) = await RunAsync(CheckpointPath);
        Assert.Equal(fingerprint, resumed);
        AssertSame(whole, history);
        Assert.Equal(["run.checkpoint"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_finished_run_is_not_trained_again_and_more_epochs_go_on_with_it()
    {
        var longer = new ResumeProblem();
        await longer.FitAsync(file: null, epochs: 2);
        await new ResumeProblem().FitAsync(CheckpointPath, epochs: 1);
        var again = new ResumeProblem();
        History history = await again.FitAsync(CheckpointPath, stopAfter: 1, epochs: 1);
        Assert.False(history.WasCancelled);
        Assert.Single(history.Epochs);

        var more = new ResumeProblem();
        Assert.Equal(2, (await more.FitAsync(CheckpointPath, epochs: 2)).Epochs.Count);
        Assert.Equal(longer.Model.Fingerprint(), more.Model.Fingerprint());
    }

    [Fact]
    public async Task A_run_resumed_by_hand_goes_on_with_a_changed_learning_rate()
    {
        var train = new RandomImages([3, 4, 1], 4, 16);
        static Sequential Model() => new(new Flatten(), new Dense(12, 4));
        using var cancellation = new CancellationTokenSource();
        await new Trainer(Model(), new Sgd(0.1f), Loss.SoftmaxCrossEntropy).FitAsync(
            train, epochs: 3, batchSize: 4, checkpoint: new CheckpointFile(CheckpointPath), cancellationToken: cancellation.Token,
            callbacks: [new StopAfter(6)]);

        Sequential model = Model();
        var trainer = new Trainer(model, new Sgd(0.1f), Loss.SoftmaxCrossEntropy);
        string before = model.Fingerprint();
        trainer.Resume(CheckpointPath);
        Assert.NotEqual(before, model.Fingerprint());
        trainer.Optimizer.LearningRate = 0.05f;
        History history = await trainer.FitAsync(train, epochs: 3, batchSize: 4);
        Assert.Equal([.. Enumerable.Repeat(0.1f, 6), .. Enumerable.Repeat(0.05f, 6)], history.StepLearningRates);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(string Fingerprint, History History)> RunAsync(string? file)
    {
        var problem = new ResumeProblem();
        History history = await problem.FitAsync(file);
        Assert.False(history.WasCancelled);
        return (problem.Model.Fingerprint(), history);
    }

    private static void AssertSame(History expected, History actual)
    {
        Assert.Equal(expected.StepLosses, actual.StepLosses);
        Assert.Equal(expected.StepLearningRates, actual.StepLearningRates);
        Assert.Equal(expected.StepGradientNorms, actual.StepGradientNorms);
        Assert.Equal(expected.StepMetrics["largest output"], actual.StepMetrics["largest output"]);
        Assert.Equal(expected.StopReason, actual.StopReason);
        Assert.Equal(
            expected.Epochs.Select(epoch => (epoch.Epoch, epoch.Loss, epoch.Validation!.Loss, epoch.LearningRate)),
            actual.Epochs.Select(epoch => (epoch.Epoch, epoch.Loss, epoch.Validation!.Loss, epoch.LearningRate)));
    }

    internal sealed class StopAfter(long steps) : TrainingCallback
    {
        public override void OnStep(TrainingRun run)
        {
            if (run.TotalSteps == steps)
                run.Stop("that is enough");
        }
    }
}
