using System.Diagnostics;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Benchmarks.Gpu;

/// <summary>What is measured; everything is on the device beforehand, as it is in <c>gpu_torch.py</c>.</summary>
internal static class GpuRaces
{
    private const int Classes = 10;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(2);

    internal static IEnumerable<GpuRace> Of(Device device, bool tiny)
    {
        int image = tiny ? 24 : 256, matrix = tiny ? 64 : 4096;
        foreach (int batch in tiny ? [1, 2] : new[] { 32, 256 })
        {
            yield return Training(device, image, batch);
            yield return Inference(device, image, batch);
        }

        yield return Product(device, matrix);
        foreach ((int size, int inputs, int outputs) in tiny ? [(8, 3, 8)] : new[] { (254, 3, 32), (127, 32, 64), (62, 64, 128) })
            yield return Convolution(device, tiny ? 1 : 32, size, inputs, outputs);
    }

    private static GpuRace Training(Device device, int size, int batch)
    {
        (Sequential model, Tensor images, long operations) = Model(device, size, batch);
        model.Train();
        Layer fused = model.Fused();
        var optimizer = new Adam(1e-4f);
        int[] labels = [.. Enumerable.Range(0, batch).Select(n => n % Classes)];
        return Measure($"training, batch {batch}", device, 3 * operations, () =>
        {
            using (TensorScope.Begin())
            {
                Ops.SoftmaxCrossEntropy.Apply(fused.Forward(images), labels).Backward();
                optimizer.Step(model.Parameters);
                model.ZeroGrad();
            }
        });
    }

    private static GpuRace Inference(Device device, int size, int batch)
    {
        (Sequential model, Tensor images, long operations) = Model(device, size, batch);
        model.Eval();
        Layer fused = model.Fused();
        return Measure($"inference, batch {batch}", device, operations, () =>
        {
            using (TensorScope.Begin())
                fused.Forward(images);
        });
    }

    private static GpuRace Product(Device device, int size)
    {
        Tensor a = Draw([size, size], 1, device), b = Draw([size, size], 2, device);
        return Measure($"matmul {size}", device, 2L * size * size * size, () =>
        {
            using (TensorScope.Begin())
                Ops.MatMul.Apply(a, b);
        });
    }

    private static GpuRace Convolution(Device device, int batch, int size, int inputs, int outputs)
    {
        Tensor x = Draw([batch, size + 2, size + 2, inputs], 1, device), w = Draw([3, 3, inputs, outputs], 2, device);
        return Measure($"conv 3x3 {inputs}-{outputs}, {size}", device, 18L * batch * size * size * inputs * outputs, () =>
        {
            using (TensorScope.Begin())
                Ops.Conv2d.Apply(x, w);
        });
    }

    private static (Sequential Model, Tensor Images, long Operations) Model(Device device, int size, int batch)
    {
        Sequential model = ReferenceCnn.Create([size, size, 3], Classes);
        model.Initialize(1);
        long operations = 2L * batch * model.Summary([size, size, 3]).MultiplyAdds;
        return (model.To(device), Draw([batch, size, size, 3], 3, device), operations);
    }

    private static Tensor Draw(Shape shape, ulong stream, Device device) =>
        Tensor.Uniform(shape, new RandomStream(1, stream), -0.1f, 0.1f).To(device);

    private static GpuRace Measure(string name, Device device, long operations, Action run)
    {
        for (int i = 0; i < 3; i++)
            run();
        device.Synchronize();
        double shortest = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < 3 || (i < 200 && Stopwatch.GetElapsedTime(begin) < Enough); i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            device.Synchronize();
            shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return new(name, shortest, operations / shortest / 1e6);
    }
}
