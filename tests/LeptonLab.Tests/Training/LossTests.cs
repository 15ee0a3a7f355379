using LeptonLab.Tests.Conformance;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public class LossTests
{
    [Fact]
    public void Losses_with_neutral_options_are_the_plain_ones()
    {
        Tensor z = Draw.Tensor([9, 4], 1), one = Draw.Tensor([9, 1], 2);
        int[] labels = [0, 1, 2, 3, 0, 1, 2, 3, 1], sides = [.. labels.Select(label => label % 2)];
        float plain = Loss.SoftmaxCrossEntropy.Compute(z, labels).Item();
        Assert.Equal(plain, Loss.CrossEntropy().Compute(z, labels).Item());
        Assert.Equal(plain, Loss.CrossEntropy(classWeights: [2, 2, 2, 2]).Compute(z, labels).Item(), 1e-6f);
        Assert.Equal(plain, Loss.Focal(gamma: 0).Compute(z, labels).Item(), 1e-6f);
        float logistic = Loss.LogSigmoid.Compute(one, sides).Item();
        Assert.Equal(logistic, Loss.BinaryCrossEntropy().Compute(one, sides).Item(), 1e-6f);
        Assert.Equal(logistic, Loss.BinaryFocal(gamma: 0, alpha: null).Compute(one, sides).Item(), 1e-6f);
    }

    [Fact]
    public void Every_place_of_a_sequence_or_an_image_is_predicted()
    {
        Tensor z = Draw.Tensor([2, 3, 5, 4], 1);
        foreach (Loss loss in (Loss[])[Loss.SoftmaxCrossEntropy, Loss.CrossEntropy(0.1f), Loss.Focal()])
        {
            int[] predicted = loss.Predict(z);
            Assert.Equal(30, predicted.Length);
            for (int n = 0; n < 30; n++)
                Assert.Equal(z.ToArray()[(4 * n)..(4 * n + 4)].Max(), z.AsSpan()[4 * n + predicted[n]]);
            Tensor p = loss.Probabilities(z);
            Assert.Equal(z.Shape, p.Shape);
            Assert.Equal(1, p.ToArray()[..4].Sum(), 1e-6f);
        }
    }

    [Fact]
    public void Two_classes_are_predicted_from_one_logit()
    {
        foreach (Loss loss in (Loss[])[Loss.LogSigmoid, Loss.BinaryCrossEntropy(3), Loss.BinaryFocal()])
        {
            Assert.Equal([0, 1], loss.Predict(Tensor.From([-2, 2], [2, 1])));
            Assert.Equal(1, loss.OutputsFor(2));
            Assert.Throws<LeptonException>(() => loss.OutputsFor(3));
            Assert.Contains("label 2", Assert.Throws<ArgumentException>(() => loss.Compute(Tensor.Zeros([1, 1]), [2])).Message);
        }
    }

    [Fact]
    public void Settings_that_do_not_fit_are_named()
    {
        Assert.Contains("weights for 3 classes", Assert.Throws<LeptonException>(() => Loss.CrossEntropy(classWeights: [1, 2, 3]).OutputsFor(4)).Message);
        Assert.Equal(3, Loss.Focal(alphas: [1, 2, 3]).OutputsFor(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.CrossEntropy(labelSmoothing: -0.1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Focal(gamma: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.BinaryCrossEntropy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Loss.BinaryFocal(alpha: 2));
    }
}
