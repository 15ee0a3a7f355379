using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Benchmarks.Gpu;

/// <summary>The operations that a convolutional network needs, held to the processor's results.</summary>
internal static class GpuChecks
{
    /// <summary>Relative to the largest number of a tensor; that of the conformance suite.</summary>
    private const double Tolerance = 5e-5;

    private static readonly (string Name, Shape[] Inputs, Func<Tensor[], Tensor> Apply)[] Cases =
    [
        ("Conv2d 3×3", [[4, 33, 31, 16], [3, 3, 16, 40], [40]], x => Conv2d.Apply(x[0], x[1], x[2])),
        ("Conv2d 3×3, padding", [[2, 19, 23, 3], [3, 3, 3, 32], [32]], x => Conv2d.Apply(x[0], x[1], x[2], padding: 1)),
        ("Conv2d 7×7, stride 2", [[2, 40, 40, 3], [7, 7, 3, 64], [64]], x => Conv2d.Apply(x[0], x[1], x[2], stride: 2, padding: 3)),
        ("Conv2dReluPool", [[4, 30, 30, 8], [3, 3, 8, 32], [32]], x => Conv2dReluPool.Apply(x[0], x[1], x[2])),
        ("Dense", [[37, 300], [300, 70], [70]], x => Dense.Apply(x[0], x[1], x[2])),
        ("MatMul", [[3, 70, 130], [3, 130, 50]], x => MatMul.Apply(x[0], x[1])),
        ("MaxPool2d 3×3, stride 2", [[3, 21, 17, 12]], x => MaxPool2d.Apply(x[0], 3, 2, 1)),
        ("AvgPool2d", [[3, 20, 16, 12]], x => AvgPool2d.Apply(x[0])),
        ("BatchNorm", [[6, 9, 9, 20], [20], [20]], x => BatchNorm.Apply(x[0], x[1], x[2], out _)),
        ("AddRelu", [[999], [999]], x => AddRelu.Apply(x[0], x[1])),
        ("Add, broadcast", [[7, 1, 9], [5, 1]], x => x[0] + x[1]),
        ("Multiply, broadcast", [[7, 1, 9], [5, 1]], x => x[0] * x[1]),
        ("Sigmoid", [[999]], x => Sigmoid.Apply(x[0])),
        ("Tanh", [[999]], x => Tanh.Apply(x[0])),
        ("Softmax", [[33, 10]], x => Softmax.Apply(x[0])),
        ("LogSoftmax", [[33, 10]], x => LogSoftmax.Apply(x[0])),
        ("Sum of a long column", [[70_000, 3]], x => Sum.Apply(x[0], [0])),
        ("SoftmaxCrossEntropy", [[32, 10]], x => SoftmaxCrossEntropy.Apply(x[0], [.. Enumerable.Range(0, 32).Select(n => n % 10)])),
    ];

    internal static IEnumerable<GpuCheck> Of(Device device) => Cases.Select(one => Check(device, one.Name, one.Inputs, one.Apply));

    private static GpuCheck Check(Device device, string name, Shape[] shapes, Func<Tensor[], Tensor> apply)
    {
        try
        {
            float[][] expected = Compute(Device.Cpu, shapes, apply), actual = Compute(device, shapes, apply);
            double largest = 0;
            for (int i = 0; i < expected.Length; i++)
                largest = Math.Max(largest, Difference(expected[i], actual[i]));
            return new(name, largest, largest <= Tolerance, null);
        }
        catch (LeptonException e)
        {
            return new(name, -1, false, e.Message);
        }
    }

    // The result, and the gradients of all inputs.
    private static float[][] Compute(Device device, Shape[] shapes, Func<Tensor[], Tensor> apply)
    {
        Tensor[] inputs = [.. shapes.Select((shape, i) => Tensor.Uniform(shape, new RandomStream(1, (ulong)i), -1, 1).To(device))];
        foreach (Tensor input in inputs)
            input.RequiresGrad = true;
        Tensor y = apply(inputs);
        y.Backward(Tensor.Uniform(y.Shape, new RandomStream(2), -1, 1).To(device));
        return [y.ToArray(), .. inputs.Select(input => input.Grad!.ToArray())];
    }

    private static double Difference(float[] expected, float[] actual)
    {
        double largest = 1, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            double here = Math.Abs((double)expected[i] - actual[i]);
            difference = here <= difference ? difference : double.IsNaN(here) ? double.MaxValue : here;
        }

        return difference / largest;
    }
}
