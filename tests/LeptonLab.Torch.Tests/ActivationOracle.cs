using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>Activations and elementary functions against libtorch's.</summary>
public class ActivationOracle
{
    [Theory]
    [InlineData("leaky relu")]
    [InlineData("elu")]
    [InlineData("gelu")]
    [InlineData("gelu tanh")]
    [InlineData("silu")]
    [InlineData("softplus")]
    [InlineData("exp")]
    [InlineData("abs")]
    [InlineData("clamp")]
    [InlineData("square")]
    [InlineData("cube")]
    public void A_function_agrees(string name)
    {
        LibTorch.SkipIfMissing();
        Both.Agree(x => Ours(name, x[0]), x => Theirs(name, x[0]), Both.Draw([7, 301], 1, -8, 8));
    }

    [Theory]
    [InlineData("log")]
    [InlineData("sqrt")]
    [InlineData("power")]
    [InlineData("reciprocal")]
    public void A_function_of_positive_numbers_agrees(string name)
    {
        LibTorch.SkipIfMissing();
        Both.Agree(x => Ours(name, x[0]), x => Theirs(name, x[0]), Both.Draw([7, 301], 1, 0.1f, 8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-1)]
    public void Softmax_and_its_logarithm_agree_along_any_axis(int axis)
    {
        LibTorch.SkipIfMissing();
        Tensor x = Both.Draw([5, 37, 23], 1, -10, 10);
        Both.Agree(t => Ops.Softmax.Apply(t[0], axis), t => nn.functional.softmax(t[0], axis), x);
        Both.Agree(t => Ops.LogSoftmax.Apply(t[0], axis), t => nn.functional.log_softmax(t[0], axis), x);
    }

    private static Tensor Ours(string name, Tensor x) => name switch
    {
        "leaky relu" => Ops.LeakyRelu.Apply(x, 0.2f),
        "elu" => Ops.Elu.Apply(x, 0.7f),
        "gelu" => Ops.Gelu.Apply(x),
        "gelu tanh" => Ops.Gelu.Apply(x, approximate: true),
        "silu" => Ops.Silu.Apply(x),
        "softplus" => Ops.Softplus.Apply(x),
        "exp" => (x * 0.5f).Exp(),
        "abs" => x.Abs(),
        "clamp" => x.Clamp(-1, 3),
        "square" => x.Pow(2),
        "cube" => x.Pow(3),
        "log" => x.Log(),
        "sqrt" => x.Sqrt(),
        "power" => x.Pow(1.7f),
        _ => x.Pow(-1),
    };

    private static TorchTensor Theirs(string name, TorchTensor x) => name switch
    {
        "leaky relu" => nn.functional.leaky_relu(x, 0.2),
        "elu" => nn.functional.elu(x, 0.7),
        "gelu" => nn.functional.gelu(x),
        "gelu tanh" => 0.5 * x * (1 + tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x.pow(3)))),
        "silu" => nn.functional.silu(x),
        "softplus" => nn.functional.softplus(x, 1, 50),
        "exp" => (x * 0.5).exp(),
        "abs" => x.abs(),
        "clamp" => x.clamp(-1, 3),
        "square" => x.pow(2),
        "cube" => x.pow(3),
        "log" => x.log(),
        "sqrt" => x.sqrt(),
        "power" => x.pow(1.7),
        _ => x.pow(-1),
    };
}
