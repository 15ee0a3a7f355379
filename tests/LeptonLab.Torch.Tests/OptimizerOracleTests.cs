using LeptonLab.Tests.Training;
using LeptonLab.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>Ten steps of every optimizer with its options against TorchSharp's, for the same gradients.</summary>
public class OptimizerOracleTests
{
    public static TheoryData<string> Names => [.. OptimizerProblem.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ten_steps_agree_with_TorchSharp(string name)
    {
        LibTorch.SkipIfMissing();
        Training.Optimizer ours = OptimizerProblem.Create(name);
        Tensor parameter = OptimizerProblem.Start();
        var theirParameter = new Parameter(LibTorch.FromLepton(parameter).requires_grad_());
        optim.Optimizer theirs = Create(name, [theirParameter]);
        for (int step = 0; step < OptimizerProblem.Steps; step++)
        {
            OptimizerProblem.Step(ours, parameter, step);
            theirs.zero_grad();
            TorchTensor loss = (theirParameter * LibTorch.FromLepton(OptimizerProblem.Gradient(step))).sum();
            loss.backward();
            theirs.step();
            float[] expected = LibTorch.ToArray(theirParameter);
            Assert.InRange(expected.Zip(parameter.ToArray(), (e, a) => Math.Abs(e - a)).Max(), 0, 1e-6);
        }
    }

    [Fact]
    public void Clipping_by_norm_agrees()
    {
        LibTorch.SkipIfMissing();
        Tensor parameter = OptimizerProblem.Start();
        parameter.Grad = OptimizerProblem.Gradient(0);
        var theirs = new Parameter(LibTorch.FromLepton(parameter).requires_grad_());
        (theirs * LibTorch.FromLepton(parameter.Grad)).sum().backward();
        double norm = nn.utils.clip_grad_norm_([theirs], 1.5);
        Assert.Equal(norm, GradientClipping.ByNorm([parameter], 1.5f), 1e-5);
        Assert.InRange(LibTorch.ToArray(theirs.grad!).Zip(parameter.Grad.ToArray(), (e, a) => Math.Abs(e - a)).Max(), 0, 1e-6);
    }

    private static optim.Optimizer Create(string name, Parameter[] p) => name switch
    {
        "sgd" => optim.SGD(p, 0.05),
        "sgd-decay" => optim.SGD(p, 0.05, weight_decay: 0.1),
        "momentum" => optim.SGD(p, 0.05, momentum: 0.9),
        "momentum-decay" => optim.SGD(p, 0.05, momentum: 0.9, weight_decay: 0.1),
        "nesterov" => optim.SGD(p, 0.05, momentum: 0.9, nesterov: true),
        "nesterov-decay" => optim.SGD(p, 0.05, momentum: 0.9, weight_decay: 0.1, nesterov: true),
        "rmsprop" => optim.RMSProp(p, 0.01, alpha: 0.99),
        "rmsprop-momentum" => optim.RMSProp(p, 0.01, alpha: 0.99, momentum: 0.5),
        "rmsprop-centered" => optim.RMSProp(p, 0.01, alpha: 0.9, centered: true),
        "rmsprop-centered-momentum-decay" => optim.RMSProp(p, 0.01, alpha: 0.9, weight_decay: 0.1, momentum: 0.5, centered: true),
        "adagrad" => optim.Adagrad(p, 0.05),
        "adagrad-rate-initial-decay" => optim.Adagrad(p, 0.05, lr_decay: 0.1, weight_decay: 0.1, initial_accumulator_value: 0.5),
        "adam" => optim.Adam(p, 0.01),
        "adam-decay" => optim.Adam(p, 0.01, weight_decay: 0.1),
        "adam-amsgrad" => optim.Adam(p, 0.01, beta2: 0.5, amsgrad: true),
        "adam-amsgrad-decay" => optim.Adam(p, 0.01, beta2: 0.5, weight_decay: 0.1, amsgrad: true),
        "adamw" => optim.AdamW(p, 0.01, weight_decay: 0.1),
        "adamw-amsgrad" => optim.AdamW(p, 0.01, beta2: 0.5, weight_decay: 0.1, amsgrad: true),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
