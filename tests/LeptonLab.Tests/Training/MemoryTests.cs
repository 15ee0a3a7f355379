using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

/// <summary>Runs alone: the memory of the process is everybody's.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public class MemoryTests
{
    private static readonly RandomImages Train = new([12, 12, 1], 4, 64);

    [Fact]
    public async Task A_thousand_steps_of_the_trainer_run_in_flat_memory()
    {
        var trainer = new Trainer(SmallCnn.Create(Train.SampleShape, 4), new Adam(), Loss.SoftmaxCrossEntropy);
        await trainer.FitAsync(Train, epochs: 25, batchSize: 16);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await trainer.FitAsync(Train, epochs: 250, batchSize: 16);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 << 20);
    }

    [Fact]
    public async Task A_thousand_steps_with_everything_that_a_trainer_can_do_run_in_flat_memory()
    {
        string file = Path.GetTempFileName();
        var trainer = new Trainer(SmallCnn.Create(Train.SampleShape, 4), new AdamW(), Loss.CrossEntropy(0.1f))
        {
            BatchesPerStep = 2,
            ClipNorm = 1,
            Average = WeightAverage.Exponential(),
        };
        await Fit(epochs: 10);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await Fit(epochs: 250);

        // Writing files leaves some buffers in pools; a copy of the weights in each step would be 100 MB.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
        File.Delete(file);

        Task<History> Fit(int epochs) => trainer.FitAsync(
            Train, epochs, batchSize: 8, validation: Train, callbacks: [new EarlyStopping(1000)],
            checkpoint: new CheckpointFile(file, everySteps: 200) { Resume = false });
    }

    [Fact]
    public void A_thousand_steps_written_by_hand_run_in_flat_memory_without_disposing_anything()
    {
        Sequential model = SmallCnn.Create([28, 28, 1], 4);
        var optimizer = new Adam();
        Tensor images = Tensor.Ones([32, 28, 28, 1]);
        int[] labels = [.. Enumerable.Range(0, 32).Select(n => n % 4)];
        long most = 0;
        for (int step = 0; step < 1000; step++)
        {
            Loss.SoftmaxCrossEntropy.Compute(model.Forward(images), labels).Backward();
            optimizer.Step(model.Parameters);
            model.ZeroGrad();
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
        }

        Assert.InRange(most, 0, 600L << 20);
    }
}
