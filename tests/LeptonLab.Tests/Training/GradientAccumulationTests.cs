using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public class GradientAccumulationTests
{
    private static readonly RandomImages Train = new([4, 4, 1], 4, 22);

    [Fact]
    public async Task Small_batches_of_a_step_equal_the_big_batch_to_rounding()
    {
        // 22 samples: steps of 8, 8 and 6; in batches of 2 the last step has three of them.
        (History big, float[] bigWeights) = await RunAsync(batchSize: 8, batchesPerStep: 1);
        (History small, float[] smallWeights) = await RunAsync(batchSize: 2, batchesPerStep: 4);
        Assert.Equal(big.StepLosses.Count, small.StepLosses.Count);
        AssertClose(big.StepLosses, small.StepLosses);
        AssertClose(bigWeights, smallWeights);
        AssertClose(big.StepGradientNorms, small.StepGradientNorms);
    }

    [Fact]
    public async Task Batches_count_by_what_their_loss_was_divided_by()
    {
        // Sequences of one to four tokens, and the mean loss over tokens: a batch of one sequence is not as much as another.
        float[][] sequences = [[1, 2, 3, 4], [5], [6, 7], [8, 9, 10]];
        float[] whole = await TrainAsync(batchSize: 4, batchesPerStep: 1);
        float[] parts = await TrainAsync(batchSize: 1, batchesPerStep: 4);
        AssertClose(whole, parts);

        async Task<float[]> TrainAsync(int batchSize, int batchesPerStep)
        {
            var model = new Dense(1, 1);
            var trainer = new Trainer<float[]>(model, new Sgd(0.01f), (tokens, measures) =>
            {
                measures.Weight = tokens.Length;
                Tensor y = model.Forward(Tensor.From(tokens, [tokens.Length, 1]));
                return Ops.MseLoss.Apply(y, Tensor.Ones(y.Shape));
            })
            {
                BatchesPerStep = batchesPerStep,
            };
            await trainer.FitAsync(
                new SampleBatches<float[]>(4, batchSize, indices => [.. indices.SelectMany(i => sequences[i])], shuffle: false), epochs: 5);
            return [.. model.Parameters.SelectMany(parameter => parameter.ToArray())];
        }
    }

    [Fact]
    public void A_step_of_no_batches_is_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(new Dense(1, 1), new Adam(), Loss.LogSigmoid) { BatchesPerStep = 0 });
        Assert.Contains("at least one batch; 0 were asked for", error.Message);
    }

    private static async Task<(History History, float[] Weights)> RunAsync(int batchSize, int batchesPerStep)
    {
        var model = new Sequential(new Flatten(), new Dense(16, 8), new Tanh(), new Dense(8, 4));
        var trainer = new Trainer(model, new Sgd(0.1f, momentum: 0.9f), Loss.SoftmaxCrossEntropy)
        {
            BatchesPerStep = batchesPerStep,
            ClipNorm = 1,
        };
        History history = await trainer.FitAsync(Train, epochs: 3, batchSize: batchSize);
        return (history, [.. model.Parameters.SelectMany(parameter => parameter.ToArray())]);
    }

    private static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        float scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Count; i++)
            Assert.InRange(Math.Abs(expected[i] - actual[i]) / scale, 0, 2e-6);
    }
}
