using LeptonLab.IO;
using LeptonLab.Nn;
using LeptonLab.Tests.IO;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training.Checkpoints;

public sealed class CheckpointRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string CheckpointPath => Path.Combine(_folder.Path, "run.checkpoint");

    public static TheoryData<string, string[]> Others => new()
    {
        { "batch size", ["batch size: '5' there, '4' here"] },
        { "data size", ["samples: '23' there, '22' here"] },
        { "seed", ["seed: '3' there, '4' here"] },
        { "optimizer", ["optimizer: 'Adam' there, 'Sgd' here"] },
        { "optimizer's settings", ["Beta1"] },
        { "learning rate", ["learning rate: '0.01' there, '0.02' here"] },
        { "schedule", ["schedule: 'CosineSchedule, 0.01 at 0", "'StepSchedule, 0.01 at 0"] },
        { "schedule's length", ["schedule: 'CosineSchedule, 0.01 at 0"] },
        { "clipping", ["largest length of the gradient: '0.5' there, 'none' here"] },
        { "accumulation", ["batches per step: '2' there, '1' here"] },
        { "two things", ["seed: '3' there, '4' here", "batch size: '5' there, '4' here"] },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task The_checkpoint_of_another_run_is_refused_with_what_differs(string what, string[] said)
    {
        bool fixedRate = what is "learning rate" or "optimizer's settings" or "optimizer";
        await new ResumeProblem { Schedule = fixedRate ? null : new CosineSchedule(1e-2, 9) }.FitAsync(CheckpointPath, stopAfter: 3);
        byte[] file = await File.ReadAllBytesAsync(CheckpointPath);
        var other = new ResumeProblem
        {
            BatchSize = what is "batch size" or "two things" ? 4 : 5,
            Samples = what == "data size" ? 22 : 23,
            Seed = what is "seed" or "two things" ? 4UL : 3,
            Optimizer = what switch
            {
                "optimizer" => new Sgd(1e-2f),
                "optimizer's settings" => new Adam(1e-2f, beta1: 0.8f),
                "learning rate" => new Adam(2e-2f),
                _ => new Adam(1e-2f),
            },
            Schedule = what switch
            {
                "schedule" => new StepSchedule(1e-2, 5),
                "schedule's length" => new CosineSchedule(1e-2, 10),
                _ => fixedRate ? null : new CosineSchedule(1e-2, 9),
            },
            ClipNorm = what == "clipping" ? null : 0.5f,
            BatchesPerStep = what == "accumulation" ? 1 : 2,
        };
        string before = other.Model.Fingerprint();
        var error = await Assert.ThrowsAsync<LeptonException>(() => other.FitAsync(CheckpointPath));
        foreach (string part in said)
            Assert.Contains(part, error.Message);
        Assert.Equal(before, other.Model.Fingerprint());
        Assert.Equal(file, await File.ReadAllBytesAsync(CheckpointPath));
    }

    [Fact]
    public async Task Another_model_is_refused_even_if_only_an_activation_differs()
    {
        var data = new RandomImages([3, 3, 1], 2, 8);
        await Fit(new Relu(), 5);
        var error = await Assert.ThrowsAsync<LeptonException>(() => Fit(new Tanh(), 5));
        Assert.Contains("layer tanh_1: nothing there, 'Tanh' here; layer relu_1: 'Relu' there, nothing here", error.Message);
        error = await Assert.ThrowsAsync<LeptonException>(() => Fit(new Relu(), 6));
        Assert.Contains("'[9, 5]' there, '[9, 6]' here", error.Message);

        Task<History> Fit(Layer activation, int hidden)
        {
            var model = new Sequential(new Flatten(), new Dense(9, hidden) { Name = "hidden" }, activation, new Dense(hidden, 2));
            return new Trainer(model, new Adam(), Loss.SoftmaxCrossEntropy)
                .FitAsync(data, 1, 4, checkpoint: new CheckpointFile(CheckpointPath));
        }
    }

    [Fact]
    public async Task A_file_damaged_anywhere_is_refused_and_stays()
    {
        await new ResumeProblem().FitAsync(CheckpointPath, stopAfter: 3);
        byte[] whole = await File.ReadAllBytesAsync(CheckpointPath);
        for (int place = 0; place < whole.Length; place += 97)
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 0x10;
            await Refuse(damaged);
        }

        for (int length = 0; length < whole.Length; length += 401)
            await Refuse(whole[..length]);

        async Task Refuse(byte[] bytes)
        {
            await File.WriteAllBytesAsync(CheckpointPath, bytes);
            var problem = new ResumeProblem();
            string before = problem.Model.Fingerprint();
            var error = await Assert.ThrowsAsync<LeptonException>(() => problem.FitAsync(CheckpointPath));
            Assert.Contains("run.checkpoint", error.Message);
            Assert.Equal(before, problem.Model.Fingerprint());
            Assert.Equal(bytes, await File.ReadAllBytesAsync(CheckpointPath));
        }
    }

    [Fact]
    public async Task Weights_alone_and_other_versions_are_no_checkpoint()
    {
        var problem = new ResumeProblem();
        problem.Model.Save(CheckpointPath);
        Assert.Contains("is no checkpoint", (await Assert.ThrowsAsync<LeptonException>(() => problem.FitAsync(CheckpointPath))).Message);
        Safetensors.Write(CheckpointPath, [], new Dictionary<string, string> { ["format"] = "LeptonLab training run", ["version"] = "7" });
        Assert.Contains("of version 7", (await Assert.ThrowsAsync<LeptonException>(() => problem.FitAsync(CheckpointPath))).Message);
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_written_ends_the_run_with_the_reason()
    {
        string file = Path.Combine(_folder.Path, "file");
        File.WriteAllText(file, "");
        var error = await Assert.ThrowsAsync<LeptonException>(() => new ResumeProblem().FitAsync(Path.Combine(file, "x"), stopAfter: 2));
        Assert.Contains("is a file, not a folder", error.Message);
    }

    [Fact]
    public async Task A_new_start_may_be_asked_for()
    {
        var data = new RandomImages([3, 3, 1], 2, 8);
        for (int run = 0; run < 2; run++)
        {
            var trainer = new Trainer(new Sequential(new Flatten(), new Dense(9, 2)), new Adam(), Loss.SoftmaxCrossEntropy);
            int steps = 0;
            await trainer.FitAsync(
                data, 1, 4, checkpoint: new CheckpointFile(CheckpointPath) { Resume = false }, progress: new Counter(() => steps++));
            Assert.Equal(3, steps);
        }
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Counter(Action count) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => count();
    }
}
