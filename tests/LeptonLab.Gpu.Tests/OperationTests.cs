using LeptonLab.Numerics;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Gpu.Tests;

/// <summary>What the conformance suite does not ask of kernels.</summary>
public class OperationTests
{
    private static readonly Device Gpu = Device.Named(GpuDevices.OnCpu);

    [Fact]
    public void A_power_has_the_special_cases_of_IEEE_754()
    {
        float[] numbers = [0, -0f, 1, -1, 2, -2, 0.5f, -0.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, 3e38f];
        float[] exponents = [0, -0f, 1, -1, 2, -2, 3, -3, 0.5f, -0.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, -1e30f, 201];
        foreach (float p in exponents)
        {
            Power power = Power.Of(p);
            foreach (float x in numbers)
            {
                float expected = (float)PortableMath.Pow(x, (double)p), actual = power.Value(x);
                bool isClose = MathF.Abs(actual - expected) <= 1e-6f * MathF.Abs(expected) && float.IsNegative(actual) == float.IsNegative(expected);
                Assert.True(isClose || actual.Equals(expected), $"{x} to the {p} is {expected} and not {actual}");
            }
        }
    }

    [Fact]
    public void A_large_power_keeps_its_digits()
    {
        var random = new RandomStream(1);
        for (int i = 0; i < 20_000; i++)
        {
            float x = random.NextSingle(0.3f, 3), p = random.NextSingle(-60, 60);
            double expected = PortableMath.Pow(x, (double)p);
            if (expected is > 1e-37 and < 1e37)
                Assert.Equal(1, Power.Of(p).Value(x) / expected, 2e-6);
        }
    }

    [Fact]
    public void The_place_of_the_largest_is_that_of_the_plain_loops()
    {
        foreach (Shape shape in (Shape[])[[6, 40], [3, 5, 33], [70_000], [3, 0, 2]])
        {
            Tensor x = Draw.Tensor(shape, 4);
            foreach (ref float value in x.AsSpan())
                value = MathF.Round(value * 20);
            if (x.Count > 0)
                x.AsSpan()[8] = x.AsSpan()[9] = float.NaN;
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                if (shape[axis] > 0)
                    Assert.Equal(x.To(Device.Plain).ArgMax(axis).ToArray(), x.To(Gpu).ArgMax(axis).ToArray());
            }
        }
    }

    [Fact]
    public void Blocks_with_more_axes_than_kernels_take_are_right_too()
    {
        Tensor x = Draw.Tensor([3, 4, 3, 2, 3, 5], 1);
        int[] starts = [1, 0, 1, 0, 1, 2], lengths = [2, 3, 2, 1, 2, 3];
        Assert.Equal(Ops.Slice.Apply(x, starts, lengths).ToArray(), Ops.Slice.Apply(x.To(Gpu), starts, lengths).ToArray());
        int[] order = [5, 3, 1, 0, 2, 4];
        Assert.Equal(Ops.Permute.Apply(x, order).ToArray(), Ops.Permute.Apply(x.To(Gpu), order).ToArray());
    }

    [Fact]
    public void Threads_that_wait_for_each_other_compute_the_same()
    {
        using GpuDevice device = GpuDevices.OpenOnCpu(threads: 4);
        Tensor x = Draw.Tensor([3, 20, 40], 1), scale = Draw.Tensor([40], 2), heads = Draw.Tensor([1, 2, 5, 40], 3);
        x.AsSpan()[70] = float.PositiveInfinity;
        Compare(tensors => Ops.Permute.Apply(tensors[0], 2, 0, 1), x);
        Compare(tensors => Ops.Max.Apply(tensors[0], [2]), x);
        Compare(tensors => Ops.LayerNorm.Apply(tensors[0], tensors[1], tensors[1]), Draw.Tensor([3, 40], 4), scale);
        Compare(tensors => Ops.ScaledDotProductAttention.Apply(tensors[0], tensors[0], tensors[0], Ops.AttentionMask.Causal), heads);

        void Compare(Func<Tensor[], Tensor> apply, params Tensor[] inputs)
        {
            (Tensor expected, Tensor gradient) = Compute(Device.Plain);
            (Tensor actual, Tensor other) = Compute(device);
            Assert.InRange(Draw.Difference(Draw.ToDouble(expected), actual), 0, 1e-4);
            Assert.InRange(Draw.Difference(Draw.ToDouble(gradient), other), 0, 1e-4);

            (Tensor Y, Tensor Gradient) Compute(Device on)
            {
                Tensor[] moved = [.. inputs.Select(input => input.To(on))];
                moved[0].RequiresGrad = true;
                Tensor y = apply(moved);
                y.Backward(Draw.Tensor(y.Shape, 9).To(on));
                return (y, moved[0].Grad!);
            }
        }
    }

    [Fact]
    public void Gradients_that_meet_are_added_in_the_same_order_in_every_run()
    {
        int[] ids = [.. Enumerable.Range(0, 500).Select(i => i * i % 7)];
        Assert.Equal(Gradient(), Gradient());

        float[] Gradient()
        {
            Tensor w = Draw.Tensor([7, 5], 1).To(Gpu);
            w.RequiresGrad = true;
            Ops.Embedding.Apply(w, ids).Backward(Draw.Tensor([500, 5], 2).To(Gpu));
            return w.Grad!.ToArray();
        }
    }
}
