using LeptonLab.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LRScheduler = TorchSharp.torch.optim.lr_scheduler.LRScheduler;

namespace LeptonLab.Torch.Tests;

/// <summary>The learning rates of every schedule that TorchSharp has, step by step, relative to the largest.</summary>
public class ScheduleOracleTests
{
    private const int Steps = 40;

    public static TheoryData<string> Names =>
        ["step", "multi-step", "exponential", "cosine", "one-cycle", "one-cycle-linear", "warm-up", "constant"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_step_agrees_with_TorchSharp(string name)
    {
        LibTorch.SkipIfMissing();
        (ISchedule ours, Func<optim.Optimizer, LRScheduler> create) = Case(name);
        var parameter = new Parameter(zeros(1).requires_grad_());
        optim.Optimizer optimizer = optim.SGD([parameter], 0.5);
        LRScheduler theirs = create(optimizer);
        for (int step = 0; step < Steps; step++)
        {
            double expected = optimizer.ParamGroups.Single().LearningRate;
            Assert.True(Math.Abs(expected - ours.LearningRate(step)) <= 1e-6, $"step {step}: {expected} and {ours.LearningRate(step)}");
            theirs.step();
        }
    }

    [Fact]
    public void A_plateau_agrees_with_TorchSharp()
    {
        LibTorch.SkipIfMissing();
        var parameter = new Parameter(zeros(1).requires_grad_());
        optim.Optimizer optimizer = optim.SGD([parameter], 0.5);
        LRScheduler theirs = optim.lr_scheduler.ReduceLROnPlateau(
            optimizer, factor: 0.5, patience: 2, threshold: 0.01, cooldown: 2, min_lr: [0.03]);
        var ours = new PlateauSchedule(0.5, factor: 0.5, patience: 2, threshold: 0.01, cooldown: 2, leastLearningRate: 0.03);
        var random = new Numerics.RandomStream(seed: 3);
        for (int epoch = 0; epoch < Steps; epoch++)
        {
            double metric = random.NextDouble(1, 2);
            theirs.step(metric);
            ours.Observe(metric);
            double expected = optimizer.ParamGroups.Single().LearningRate;
            Assert.True(Math.Abs(expected - ours.LearningRate(epoch)) <= 1e-6, $"epoch {epoch}: {expected} and {ours.LearningRate(epoch)}");
        }
    }

    private static (ISchedule Ours, Func<optim.Optimizer, LRScheduler> Theirs) Case(string name) => name switch
    {
        "step" => (new StepSchedule(0.5, 7, 0.3), o => optim.lr_scheduler.StepLR(o, 7, 0.3)),
        "multi-step" => (new MultiStepSchedule(0.5, [3, 10, 11]), o => optim.lr_scheduler.MultiStepLR(o, [3, 10, 11], 0.1)),
        "exponential" => (new ExponentialSchedule(0.5, 0.9), o => optim.lr_scheduler.ExponentialLR(o, 0.9)),
        "cosine" => (new CosineSchedule(0.5, Steps, 0.01), o => optim.lr_scheduler.CosineAnnealingLR(o, Steps, 0.01)),
        "one-cycle" => (new OneCycleSchedule(0.9, Steps), o => optim.lr_scheduler.OneCycleLR(o, 0.9, total_steps: Steps)),
        "one-cycle-linear" => (
            new OneCycleSchedule(0.9, Steps, 0.4, 10, 100, linear: true),
            o => optim.lr_scheduler.OneCycleLR(
                o,
                0.9,
                total_steps: Steps,
                pct_start: 0.4,
                anneal_strategy: optim.lr_scheduler.impl.OneCycleLR.AnnealStrategy.Linear,
                div_factor: 10,
                final_div_factor: 100)),
        "warm-up" => (
            new WarmUpSchedule(12, new ConstantSchedule(0.5), 1.0 / 3), o => optim.lr_scheduler.LinearLR(o, 1.0 / 3, 1, 12)),
        _ => (new ConstantSchedule(0.5), o => optim.lr_scheduler.LambdaLR(o, _ => 1)),
    };
}
