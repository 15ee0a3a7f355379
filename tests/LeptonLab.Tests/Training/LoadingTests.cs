using LeptonLab.Data;
using LeptonLab.Data.Transforms;
using LeptonLab.Nn;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

/// <summary>Batches are read ahead on another thread; nobody notices.</summary>
public class LoadingTests
{
    [Fact]
    public async Task An_error_of_the_data_arrives_as_it_is_at_its_batch()
    {
        int steps = 0;
        (Trainer<Tensor> trainer, SampleBatches<Tensor> source) = Problem(batch =>
            batch == 3 ? throw new InvalidDataException("sample 3 is broken") : Tensor.Ones([1, 1]));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => trainer.FitAsync(source, 2, callbacks: [new Counting(() => steps++)]));
        Assert.Equal("sample 3 is broken", error.Message);
        Assert.Equal(3, steps);
        Assert.Single((await trainer.FitAsync(Problem(_ => Tensor.Ones([1, 1])).Source, 1)).Epochs);
    }

    [Fact]
    public async Task A_batch_is_read_while_a_step_computes_and_never_two_at_once()
    {
        int reading = 0, most = 0, read = 0, ahead = 0;
        (Trainer<Tensor> trainer, SampleBatches<Tensor> source) = Problem(_ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref reading));
            Thread.Sleep(1);
            Interlocked.Decrement(ref reading);
            Interlocked.Increment(ref read);
            return Tensor.Ones([1, 1]);
        });
        await trainer.FitAsync(source, 2, callbacks: [new Counting(() =>
        {
            SpinWait.SpinUntil(() => Volatile.Read(ref read) % 10 == 0 || Volatile.Read(ref read) > ahead + 1, TimeSpan.FromSeconds(5));
            ahead++;
        })]);
        Assert.Equal(1, most);
        Assert.Equal(20, read);
    }

    [Fact]
    public async Task No_more_batches_are_read_ahead_than_the_queue_holds()
    {
        int read = 0, taken = 0, most = 0;
        (Trainer<Tensor> trainer, SampleBatches<Tensor> source) = Problem(_ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref read) - Volatile.Read(ref taken));
            return Tensor.Ones([1, 1]);
        });
        await trainer.FitAsync(source, 1, callbacks: [new Counting(() =>
        {
            Thread.Sleep(3);
            Interlocked.Increment(ref taken);
        })]);

        // One is being learnt from, and the others wait.
        Assert.InRange(most, 2, 1 + Prefetch<Tensor>.Depth);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void The_number_of_workers_changes_no_bit_and_no_message(int workers)
    {
        var images = new TensorDataset(Tensor.Uniform([23, 8, 8, 1], new RandomStream(3)), new int[23], ["a", "b"]);
        var changed = new Transformed(images, new Compose(Crop.Random(8, 8, padding: 2), new Rotate(20), new Noise(0.1)), seed: 4);
        BatchLoader alone = new(changed, 5, seed: 6), many = new(changed, 5, seed: 6) { Workers = workers };
        for (int epoch = 0; epoch < 2; epoch++)
        {
            foreach ((Batch expected, Batch actual) in alone.Epoch(epoch).Zip(many.Epoch(epoch)))
            {
                Assert.Equal(expected.Labels, actual.Labels);
                Assert.Equal(expected.Images.ToArray(), actual.Images.ToArray());
            }
        }

        var broken = new BrokenFrom(images, 7);
        string Message(int number) =>
            Assert.Throws<LeptonException>(() => new BatchLoader(broken, 23, shuffle: false) { Workers = number }.Epoch(0).First()).Message;
        Assert.Equal("Sample #7 cannot be read: it is torn", Message(workers));
        Assert.Equal(Message(1), Message(workers));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchLoader(images, 5) { Workers = 0 });
    }

    [Fact]
    public async Task A_sample_that_cannot_be_read_is_named_by_the_run_that_wanted_it()
    {
        var data = new TensorDataset(Tensor.Ones([20, 1]), [.. Enumerable.Range(0, 20).Select(i => i % 2)], ["a", "b"]);
        var trainer = new Trainer(new Sequential(new Dense(1, 2)), new Adam(), Loss.SoftmaxCrossEntropy) { Workers = 2 };
        string message = (await Assert.ThrowsAsync<LeptonException>(() => trainer.FitAsync(new BrokenFrom(data, 19), 1, 2))).Message;
        Assert.Equal("Sample #19 cannot be read: it is torn", message);
    }

    [Fact]
    public async Task A_cancelled_run_takes_back_the_batches_that_it_read_in_vain()
    {
        using var cancellation = new CancellationTokenSource();
        var made = new List<Tensor>();
        (Trainer<Tensor> trainer, SampleBatches<Tensor> source) = Problem(_ =>
        {
            Tensor batch = Tensor.Ones([1, 1]);
            made.Add(batch);
            return batch;
        });
        await trainer.FitAsync(source, 2, callbacks: [new Counting(cancellation.Cancel)], cancellationToken: cancellation.Token);
        Assert.InRange(made.Count, 2, 1 + Prefetch<Tensor>.Depth);
        foreach (Tensor batch in made)
            Assert.Throws<ObjectDisposedException>(() => batch.ToArray());
    }

    [Fact]
    public async Task A_source_that_promises_more_than_it_gives_is_named()
    {
        var model = new Dense(1, 1);
        var trainer = new Trainer<Tensor>(model, new Adam(), x => Ops.MseLoss.Apply(model.Forward(x), Tensor.Zeros([1, 1])));
        var error = await Assert.ThrowsAsync<LeptonException>(() => trainer.FitAsync(new Short(), 1));
        Assert.Contains("ended before its epoch did", error.Message);
    }

    [Fact]
    public void A_view_of_a_tensor_from_outside_a_scope_leaves_it_its_memory()
    {
        Tensor outside = Tensor.Ones([2, 3]);
        using (TensorScope.Begin())
            outside.Reshape([3, 2]);
        Assert.Equal([1, 1, 1, 1, 1, 1], outside.ToArray());
    }

    private static (Trainer<Tensor> Trainer, SampleBatches<Tensor> Source) Problem(Func<int, Tensor> read)
    {
        var model = new Dense(1, 1);
        return (
            new Trainer<Tensor>(model, new Adam(), x => Ops.MseLoss.Apply(model.Forward(x), Tensor.Zeros([1, 1]))),
            new SampleBatches<Tensor>(10, 1, indices => read(indices[0]), shuffle: false));
    }

    private sealed class Counting(Action step) : TrainingCallback
    {
        public override void OnStep(TrainingRun run) => step();
    }

    private sealed class BrokenFrom(IDataset whole, int first) : IDataset
    {
        public int Count => whole.Count;

        public Shape SampleShape => whole.SampleShape;

        public IReadOnlyList<string> Classes => whole.Classes;

        public int Label(int index) => whole.Label(index);

        public void Read(int index, Span<float> values)
        {
            if (index >= first)
                throw new IOException("it is torn");
            whole.Read(index, values);
        }
    }

    private sealed class Short : IBatchSource<Tensor>
    {
        public int SampleCount => 3;

        public int BatchCount => 3;

        public int SamplesIn(int batch) => 1;

        public IEnumerable<Tensor> Epoch(int epoch, int firstBatch = 0) => [Tensor.Ones([1, 1])];
    }
}
