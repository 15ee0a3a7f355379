using LeptonLab.Ops;

namespace LeptonLab.Nn;

public sealed partial class Sequential
{
    /// <summary>
    /// The same model with neighbouring layers joined where one step can do their work:
    /// <list type="bullet">
    /// <item>convolution, ReLU and 2×2 max-pooling become <see cref="Conv2dReluPool"/>;</item>
    /// <item>convolution and ReLU, sigmoid or tanh become <see cref="Conv2dActivation"/>;</item>
    /// <item>a dense layer and ReLU, sigmoid or tanh become <see cref="DenseActivation"/>;</item>
    /// <item>a <see cref="Residual"/> takes the ReLU behind it into its sum;</item>
    /// <item>batch normalization and ReLU, sigmoid or tanh become <see cref="BatchNormActivation"/>.</item>
    /// </list>
    /// It shares this model's weights and gives the same results to the bit, in less time and memory. The trainer does this
    /// by itself.
    /// </summary>
    /// <param name="report">Told what was joined, a line each; for example <c>Console.WriteLine</c>.</param>
    /// <returns>The rewritten model; this one if there is nothing to join.</returns>
    public Sequential Fuse(Action<string>? report = null)
    {
        var layers = new List<Layer>();
        for (int i = 0; i < _layers.Length;)
        {
            (Layer layer, int count) = Join(_layers.AsSpan(i));
            if (count > 1)
                report?.Invoke($"{string.Join(" + ", _layers.Skip(i).Take(count).Select(joined => joined.Name))} → one step");
            layers.Add(layer);
            i += count;
        }

        return layers.SequenceEqual(_layers) ? this : new Sequential([.. layers]) { Name = Name, Original = this };
    }

    internal override Layer Fused() => Fuse();

    // One layer for as many as possible of the first of these, and how many they are.
    private static (Layer Layer, int Count) Join(ReadOnlySpan<Layer> layers) => layers switch
    {
        [Conv2d convolution, Relu, MaxPool2d { IsTwoByTwo: true } pool, ..] => (new Conv2dReluPool(convolution, pool), 3),
        [Conv2d convolution, Relu, ..] => (new Conv2dActivation(convolution, Activation.Relu), 2),
        [Conv2d convolution, Sigmoid, ..] => (new Conv2dActivation(convolution, Activation.Sigmoid), 2),
        [Conv2d convolution, Tanh, ..] => (new Conv2dActivation(convolution, Activation.Tanh), 2),
        [Dense dense, Relu, ..] => (new DenseActivation(dense, Activation.Relu), 2),
        [Dense dense, Sigmoid, ..] => (new DenseActivation(dense, Activation.Sigmoid), 2),
        [Dense dense, Tanh, ..] => (new DenseActivation(dense, Activation.Tanh), 2),
        [BatchNorm norm, Relu, ..] => (new BatchNormActivation(norm, Activation.Relu), 2),
        [BatchNorm norm, Sigmoid, ..] => (new BatchNormActivation(norm, Activation.Sigmoid), 2),
        [BatchNorm norm, Tanh, ..] => (new BatchNormActivation(norm, Activation.Tanh), 2),
        [Residual residual, Relu, ..] => (residual.WithRelu(), 2),
        _ => (layers[0].Fused(), 1),
    };
}
