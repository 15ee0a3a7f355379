using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Training;

namespace LeptonLab.Benchmarks.Gpu;

/// <summary>Something to measure, made for one device: everything is there beforehand.</summary>
/// <param name="Operations">Of a run, a product and a sum counted as two.</param>
/// <param name="Run">What is measured.</param>
/// <param name="Result">Numbers to compare with PyTorch's before anything is measured.</param>
internal sealed record GpuCase(long Operations, Action Run, Func<float[]> Result)
{
    private const int Classes = 10, ComparedSteps = 3;
    private const float LearningRate = 1e-4f;

    /// <summary>A training step of the reference model: forward, loss, backward, Adam.</summary>
    internal static GpuCase Training(Device device, int size, int batch)
    {
        (Sequential model, Tensor images, long operations) = Model(device, size, batch);
        model.Train();
        Layer fused = model.Fused();
        var optimizer = new Adam(LearningRate);
        int[] labels = [.. Enumerable.Range(0, batch).Select(n => n % Classes)];
        return new(3 * operations, () => Step(), () => [.. Enumerable.Range(0, ComparedSteps).Select(_ => Step(read: true))]);

        float Step(bool read = false)
        {
            using (TensorScope.Begin())
            {
                Tensor loss = Ops.SoftmaxCrossEntropy.Apply(fused.Forward(images), labels);
                loss.Backward();
                optimizer.Step(model.Parameters);
                model.ZeroGrad();
                return read ? loss.Item() : 0;
            }
        }
    }

    /// <summary>The reference model's answers.</summary>
    internal static GpuCase Inference(Device device, int size, int batch)
    {
        (Sequential model, Tensor images, long operations) = Model(device, size, batch);
        model.Eval();
        Layer fused = model.Fused();
        return Of(operations, () => fused.Forward(images));
    }

    /// <summary>The product of two square matrices.</summary>
    internal static GpuCase Product(Device device, int size)
    {
        Tensor a = GpuNumbers.Draw([size, size], 1, 1).To(device), b = GpuNumbers.Draw([size, size], 2, 1).To(device);
        return Of(2L * size * size * size, () => Ops.MatMul.Apply(a, b));
    }

    /// <summary>A convolution by 3×3 kernels.</summary>
    /// <param name="device">Where.</param>
    /// <param name="batch">Images.</param>
    /// <param name="size">Of the output, in pixels.</param>
    /// <param name="inputs">Channels of an image.</param>
    /// <param name="outputs">Kernels.</param>
    internal static GpuCase Convolution(Device device, int batch, int size, int inputs, int outputs)
    {
        Tensor x = GpuNumbers.Draw([batch, size + 2, size + 2, inputs], 1, 1).To(device);
        Tensor w = GpuNumbers.Draw([3, 3, inputs, outputs], 2, 1).To(device);
        return Of(18L * batch * size * size * inputs * outputs, () => Ops.Conv2d.Apply(x, w));
    }

    private static GpuCase Of(long operations, Func<Tensor> compute)
    {
        return new(operations, () => In(compute, _ => 0), () => In(compute, GpuNumbers.Some));

        static T In<T>(Func<Tensor> compute, Func<Tensor, T> use)
        {
            using (TensorScope.Begin())
                return use(compute());
        }
    }

    // Weights as He, Zhang, Ren and Sun (2015) draw them, biases zero.
    private static (Sequential Model, Tensor Images, long Operations) Model(Device device, int size, int batch)
    {
        Sequential model = ReferenceCnn.Create([size, size, 3], Classes);
        int stream = 10;
        foreach (Tensor parameter in model.Parameters)
        {
            int outputs = parameter.Shape[^1];
            float bound = parameter.Shape.Rank == 1 ? 0 : MathF.Sqrt(6f * outputs / parameter.Shape.Count);
            GpuNumbers.Fill(parameter.AsSpan(), stream++, bound);
        }

        long operations = 2L * batch * model.Summary([size, size, 3]).MultiplyAdds;
        return (model.To(device), GpuNumbers.Draw([batch, size, size, 3], 1, 1).To(device), operations);
    }
}
