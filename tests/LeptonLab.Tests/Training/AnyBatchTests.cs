using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

/// <summary>Models whose targets are not classes.</summary>
public class AnyBatchTests
{
    [Fact]
    public async Task A_regression_finds_its_line()
    {
        Tensor x = Tensor.Uniform([64, 1], new RandomStream(1), -1, 1), y = Tensor.From([.. x.ToArray().Select(v => 3 * v - 2)], x.Shape);
        var model = new Dense(1, 1);
        var trainer = new Trainer<(Tensor X, Tensor Y)>(model, new Sgd(0.1f), batch => Ops.MseLoss.Apply(model.Forward(batch.X), batch.Y));
        var train = new SampleBatches<(Tensor X, Tensor Y)>(64, 16, indices => (Rows(x, indices), Rows(y, indices)));
        History history = await trainer.FitAsync(train, epochs: 40, validation: train);
        Assert.Equal(3, model.Weight.Item(), 1e-3f);
        Assert.Equal(-2, model.Bias!.Item(), 1e-3f);
        Assert.Equal(double.NaN, history.Epochs[^1].Accuracy);
        Assert.True(history.Epochs[^1].Validation!.Loss < 1e-6);
    }

    [Fact]
    public async Task Masks_are_learnt_and_measured()
    {
        var model = new Conv2d(1, 1, kernel: 3, padding: 1);
        var trainer = new Trainer<(Tensor Images, Tensor Masks)>(model, new Adam(0.1f), (batch, measures) =>
        {
            Tensor logits = model.Forward(batch.Images);
            (int both, int either) = Overlap(logits, batch.Masks);
            measures.Add("IoU", both, either);
            return Ops.BinaryCrossEntropy.Apply(logits, batch.Masks);
        });
        SampleBatches<(Tensor, Tensor)> train = Discs(count: 12, batchSize: 5), test = Discs(count: 7, batchSize: 3);
        History history = await trainer.FitAsync(train, epochs: 40, validation: test, callbacks: [new EarlyStopping(40, goal: Goal.Highest("IoU"))]);
        Assert.True(history.Epochs[^1].Validation!.Metrics["IoU"] > 0.95);
        Assert.Equal(40 * 3, history.StepMetrics["IoU"].Count);

        // The quotient of sums, and not the mean of quotients.
        int both = 0, either = 0;
        foreach ((Tensor images, Tensor masks) in test.Epoch(0))
        {
            (int b, int e) = Overlap(model.Forward(images), masks);
            (both, either) = (both + b, either + e);
        }

        Assert.Equal((double)both / either, trainer.Evaluate(test).Metrics["IoU"]);
    }

    [Fact]
    public async Task Transcripts_are_learnt_without_saying_where_their_letters_are()
    {
        // Two letters, each lit for one to three of nine moments, with dark moments between.
        const int Moments = 9;
        var model = new Dense(2, 3);
        var trainer = new Trainer<(Tensor Signals, int[][] Texts)>(model, new Adam(0.1f), (batch, measures) =>
        {
            Tensor logits = model.Forward(batch.Signals.Reshape([batch.Texts.Length * Moments, 2])).Reshape([batch.Texts.Length, Moments, 3]);
            measures.Add("right", batch.Texts.Index().Count(text => Read(logits, text.Index).SequenceEqual(text.Item)), batch.Texts.Length);
            return Ops.CtcLoss.Apply(logits, batch.Texts);
        });
        SampleBatches<(Tensor, int[][])> train = Source(seed: 1), test = Source(seed: 2);
        await trainer.FitAsync(train, epochs: 30);
        Assert.Equal(1, trainer.Evaluate(test).Metrics["right"]);

        // The most likely class of each moment; repetitions and blanks left out.
        static IEnumerable<int> Read(Tensor logits, int sample)
        {
            int[] best = [.. Enumerable.Range(0, Moments).Select(t => Enumerable.Range(0, 3).MaxBy(c => logits[sample, t, c]))];
            return best.Where((c, t) => c != 0 && (t == 0 || best[t - 1] != c));
        }

        static SampleBatches<(Tensor, int[][])> Source(ulong seed) => new(24, 8, indices =>
        {
            Tensor signals = Tensor.Zeros([indices.Length, Moments, 2]);
            var texts = new int[indices.Length][];
            for (int n = 0; n < indices.Length; n++)
            {
                var random = new RandomStream(seed, (ulong)indices[n]);
                var text = new List<int>();
                for (int t = 1; t < Moments - 3; t += 2)
                {
                    text.Add(1 + random.NextInt32(2));
                    for (int end = t + 1 + random.NextInt32(3); t < end; t++)
                        signals[n, t, text[^1] - 1] = 1;
                }

                texts[n] = [.. text];
            }

            return (signals, texts);
        });
    }

    [Fact]
    public void Batches_drawn_at_random_are_the_same_in_every_run()
    {
        static SampleBatches<float[]> Source(ulong seed) => new(6, 2, (indices, random) => [.. indices.Select(i => i + random.NextSingle())], seed);
        Assert.Equal(Source(1).Epoch(3).ToArray(), Source(1).Epoch(3).ToArray());
        Assert.Equal(Source(1).Epoch(3).Skip(1).ToArray(), Source(1).Epoch(3, firstBatch: 1).ToArray());
        Assert.NotEqual(Source(1).Epoch(3).ToArray(), Source(2).Epoch(3).ToArray());
        Assert.NotEqual(Source(1).Epoch(3).ToArray(), Source(1).Epoch(4).ToArray());
    }

    [Fact]
    public async Task A_loss_that_is_no_single_number_is_refused()
    {
        var model = new Dense(1, 1);
        var trainer = new Trainer<Tensor>(model, new Adam(), model.Forward);
        var error = await Assert.ThrowsAsync<ShapeException>(() => trainer.FitAsync(new SampleBatches<Tensor>(4, 2, _ => Tensor.Ones([2, 1])), 1));
        Assert.Contains("[2, 1]", error.Message);
    }

    [Fact]
    public async Task A_model_that_diverges_says_so_whatever_its_batches_are()
    {
        var model = new Dense(1, 1);
        var trainer = new Trainer<float>(model, new Sgd(1e30f), scale => Ops.MseLoss.Apply(model.Forward(Tensor.Full([1, 1], scale)), Tensor.Zeros([1, 1])));
        var error = await Assert.ThrowsAsync<LeptonException>(() => trainer.FitAsync(new SampleBatches<float>(4, 2, _ => 1e10f), 5));
        Assert.Contains("the training diverged", error.Message);
    }

    private static Tensor Rows(Tensor tensor, int[] indices) =>
        Tensor.From([.. indices.SelectMany(i => tensor.AsSpan().Slice(i * tensor.Shape[1], tensor.Shape[1]).ToArray())], [indices.Length, tensor.Shape[1]]);

    // Bright discs on dark ground; the mask is where they are.
    private static SampleBatches<(Tensor, Tensor)> Discs(int count, int batchSize) => new(count, batchSize, indices =>
    {
        Tensor images = Tensor.Zeros([indices.Length, 12, 12, 1]), masks = Tensor.Zeros(images.Shape);
        for (int n = 0; n < indices.Length; n++)
        {
            var random = new RandomStream(9, (ulong)indices[n]);
            (double cx, double cy) = (3 + 6 * random.NextDouble(), 3 + 6 * random.NextDouble());
            for (int y = 0; y < 12; y++)
            {
                for (int x = 0; x < 12; x++)
                {
                    bool inside = (x - cx) * (x - cx) + (y - cy) * (y - cy) < 9;
                    masks[n, y, x, 0] = inside ? 1 : 0;
                    images[n, y, x, 0] = (inside ? 0.8f : 0.2f) + random.NextSingle(-0.1f, 0.1f);
                }
            }
        }

        return (images, masks);
    });

    private static (int Both, int Either) Overlap(Tensor logits, Tensor masks)
    {
        int both = 0, either = 0;
        foreach ((float logit, float mask) in logits.ToArray().Zip(masks.ToArray()))
        {
            both += logit > 0 && mask > 0 ? 1 : 0;
            either += logit > 0 || mask > 0 ? 1 : 0;
        }

        return (both, either);
    }
}
