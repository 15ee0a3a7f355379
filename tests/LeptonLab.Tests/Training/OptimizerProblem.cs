using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

/// <summary>Ten steps of an optimizer over some numbers, whose gradients are drawn: here, in double, and in TorchSharp.</summary>
internal static class OptimizerProblem
{
    internal const int Steps = 10;
    internal const int Length = 37;

    internal static readonly string[] Names =
    [
        "sgd", "sgd-decay", "momentum", "momentum-decay", "nesterov", "nesterov-decay",
        "rmsprop", "rmsprop-momentum", "rmsprop-centered", "rmsprop-centered-momentum-decay",
        "adagrad", "adagrad-rate-initial-decay",
        "adam", "adam-decay", "adam-amsgrad", "adam-amsgrad-decay", "adamw", "adamw-amsgrad",
    ];

    internal static Optimizer Create(string name) => name switch
    {
        "sgd" => new Sgd(0.05f),
        "sgd-decay" => new Sgd(0.05f, weightDecay: 0.1f),
        "momentum" => new Sgd(0.05f, momentum: 0.9f),
        "momentum-decay" => new Sgd(0.05f, momentum: 0.9f, weightDecay: 0.1f),
        "nesterov" => new Sgd(0.05f, momentum: 0.9f, nesterov: true),
        "nesterov-decay" => new Sgd(0.05f, momentum: 0.9f, nesterov: true, weightDecay: 0.1f),
        "rmsprop" => new RmsProp(0.01f),
        "rmsprop-momentum" => new RmsProp(0.01f, momentum: 0.5f),
        "rmsprop-centered" => new RmsProp(0.01f, smoothing: 0.9f, centered: true),
        "rmsprop-centered-momentum-decay" => new RmsProp(0.01f, smoothing: 0.9f, momentum: 0.5f, centered: true, weightDecay: 0.1f),
        "adagrad" => new Adagrad(0.05f),
        "adagrad-rate-initial-decay" => new Adagrad(0.05f, rateDecay: 0.1f, initialSum: 0.5f, weightDecay: 0.1f),
        "adam" => new Adam(0.01f),
        "adam-decay" => new Adam(0.01f, weightDecay: 0.1f),
        "adam-amsgrad" => new Adam(0.01f, beta2: 0.5f, amsgrad: true),
        "adam-amsgrad-decay" => new Adam(0.01f, beta2: 0.5f, weightDecay: 0.1f, amsgrad: true),
        "adamw" => new AdamW(0.01f, weightDecay: 0.1f),
        "adamw-amsgrad" => new AdamW(0.01f, beta2: 0.5f, weightDecay: 0.1f, amsgrad: true),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    internal static Tensor Start(int length = Length) => Tensor.Uniform([length], new RandomStream(seed: 5), -1, 1);

    // Of falling size, so that the largest second moment is not the last one.
    internal static Tensor Gradient(int step, int length = Length)
    {
        Tensor g = Tensor.Uniform([length], new RandomStream(seed: 6, stream: (ulong)step), -1, 1);
        foreach (ref float element in g.AsSpan())
            element /= 1 + step % 4;
        return g;
    }

    internal static void Step(Optimizer optimizer, Tensor parameter, int step)
    {
        parameter.Grad = Gradient(step, parameter.Count);
        optimizer.Step([parameter]);
    }
}
