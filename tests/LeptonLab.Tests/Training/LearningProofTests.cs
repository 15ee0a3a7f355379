using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

/// <summary>What any working engine must be able to do; see "A Recipe for Training Neural Networks" (Karpathy, 2019).</summary>
public class LearningProofTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void A_classifier_that_knows_nothing_has_the_loss_log_C(int classes)
    {
        var data = new RandomImages([28, 28, 3], classes, 100);
        foreach (Sequential model in new[] { SmallCnn.Create([28, 28, 3], classes), ReferenceCnn.Create([28, 28, 3], classes) })
        {
            double loss = new Trainer(model, new Adam(), Loss.SoftmaxCrossEntropy).Evaluate(data).Loss;
            Assert.InRange(loss, 0.95 * Math.Log(classes), 1.1 * Math.Log(classes));
        }
    }

    [Fact]
    public async Task Twenty_images_are_learnt_by_heart_even_with_labels_that_mean_nothing()
    {
        var random = new RandomStream(3);
        var data = new TensorDataset(
            Tensor.Uniform([20, 12, 12, 1], random, -1, 1), [.. Enumerable.Range(0, 20).Select(_ => random.NextInt32(5))],
            [.. Enumerable.Range(0, 5).Select(c => $"{c}")]);
        var trainer = new Trainer(SmallCnn.Create([12, 12, 1], 5), new Adam(3e-3f), Loss.SoftmaxCrossEntropy);
        await trainer.FitAsync(data, epochs: 80, batchSize: 20);
        Evaluation evaluation = trainer.Evaluate(data);
        Assert.Equal(1, evaluation.Accuracy);
        Assert.InRange(evaluation.Loss, 0, 0.02);
    }
}
