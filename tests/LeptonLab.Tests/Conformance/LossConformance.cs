using CsCheck;
using LeptonLab.Autograd;

namespace LeptonLab.Tests.Conformance;

public class LossConformance
{
    [Fact]
    public void Softmax_cross_entropy_agrees_with_the_plain_loops() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 30], Draw.Seed).Sample((batch, classes, seed) =>
        {
            Tensor z = Draw.Tensor([batch, classes], seed);
            foreach (ref float logit in z.AsSpan())
                logit *= 20;
            int[] labels = [.. Enumerable.Range(0, batch).Select(n => n * 7 % classes)];
            (Tensor loss, Tensor dz) = Compute(Device.Plain, z, t => Ops.SoftmaxCrossEntropy.Apply(t, labels));
            foreach ((Device device, _) in Tolerances.All)
            {
                (Tensor fastLoss, Tensor fastDz) = Compute(device, z, t => Ops.SoftmaxCrossEntropy.Apply(t, labels));
                Assert.InRange(Math.Abs(loss.Item() - fastLoss.Item()), 0, 1e-5 * Math.Max(1, loss.Item()));
                Assert.InRange(Draw.Difference(dz, fastDz), 0, 1e-5);
            }
        });

    [Fact]
    public void Many_classes_on_many_threads_give_the_bits_of_one_thread()
    {
        Tensor z = Draw.Tensor([37, 1500], 1);
        int[] labels = [.. Enumerable.Range(0, 37).Select(n => n * 41)];
        int before = Device.Cpu.Threads;
        (Tensor Loss, Tensor Dz)[] results = new (Tensor, Tensor)[2];
        try
        {
            for (int i = 0; i < 2; i++)
            {
                Device.Cpu.Threads = i == 0 ? 1 : 3;
                results[i] = Compute(Device.Cpu, z, t => Ops.SoftmaxCrossEntropy.Apply(t, labels));
            }
        }
        finally
        {
            Device.Cpu.Threads = before;
        }

        (Tensor loss, Tensor dz) = Compute(Device.Plain, z, t => Ops.SoftmaxCrossEntropy.Apply(t, labels));
        Assert.Equal(results[0].Loss.Item(), results[1].Loss.Item());
        Assert.Equal(results[0].Dz.ToArray(), results[1].Dz.ToArray());
        Assert.Equal(loss.Item(), results[0].Loss.Item(), 1e-5f);
        Assert.InRange(Draw.Difference(dz, results[0].Dz), 0, 1e-5);
    }

    [Fact]
    public void Log_sigmoid_loss_agrees_with_the_plain_loops() => Gen.Select(Gen.Int[1, 100], Draw.Seed).Sample((count, seed) =>
    {
        Tensor z = Draw.Tensor([count], seed);
        foreach (ref float margin in z.AsSpan())
            margin *= 30;
        (Tensor loss, Tensor dz) = Compute(Device.Plain, z, Ops.LogSigmoidLoss.Apply);
        foreach ((Device device, _) in Tolerances.All)
        {
            (Tensor fastLoss, Tensor fastDz) = Compute(device, z, Ops.LogSigmoidLoss.Apply);
            Assert.InRange(Math.Abs(loss.Item() - fastLoss.Item()), 0, 1e-5 * Math.Max(1, loss.Item()));
            Assert.InRange(Draw.Difference(dz, fastDz), 0, 1e-5);
        }
    });

    [Fact]
    public void Plain_loops_agree_with_finite_differences()
    {
        const int Classes = 6;
        int[] labels = [0, 5, 2, 2];
        double[] z = [.. Draw.Doubles(labels.Length * Classes, 1).Select(v => 3 * v)];
        double[] p = new double[z.Length], dz = new double[z.Length];
        Ops.SoftmaxCrossEntropy.Forward<double>(z, labels, p, Classes);
        Ops.SoftmaxCrossEntropy.Backward<double>(p, labels, 1, dz, Classes);
        double[] numeric = GradientCheck.Numeric(() => Ops.SoftmaxCrossEntropy.Forward<double>(z, labels, p, Classes), z);
        Assert.InRange(GradientCheck.RelativeDifference(dz, numeric), 0, 1e-6);

        Ops.LogSigmoidLoss.Backward<double>(z, 1, dz);
        numeric = GradientCheck.Numeric(() => Ops.LogSigmoidLoss.Forward<double>(z), z);
        Assert.InRange(GradientCheck.RelativeDifference(dz, numeric), 0, 1e-6);
    }

    [Fact]
    public void Extreme_logits_neither_overflow_nor_lose_the_gradient()
    {
        foreach ((Device device, _) in Tolerances.All)
        {
            (Tensor loss, Tensor dz) = Compute(
                device, Tensor.From([1000, -1000, 0], [1, 3]), z => Ops.SoftmaxCrossEntropy.Apply(z, [1]));
            Assert.Equal(2000, loss.Item());
            Assert.Equal([1, -1, 0], dz.ToArray());

            (loss, dz) = Compute(device, Tensor.From([1000, -1000], [2]), Ops.LogSigmoidLoss.Apply);
            Assert.Equal(500, loss.Item());
            Assert.Equal([0, -0.5f], dz.ToArray());
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Equal_logits_cost_the_logarithm_of_the_number_of_classes(int classes)
    {
        Tensor loss = Ops.SoftmaxCrossEntropy.Apply(Tensor.Full([3, classes], 0.7f), [0, 1, classes - 1]);
        Assert.Equal((float)Math.Log(classes), loss.Item(), 1e-6f);
    }

    private static (Tensor Loss, Tensor Gradient) Compute(Device device, Tensor z, Func<Tensor, Tensor> apply)
    {
        z = z.To(device);
        z.RequiresGrad = true;
        Tensor loss = apply(z);
        loss.Backward();
        return (loss, z.Grad!);
    }
}
