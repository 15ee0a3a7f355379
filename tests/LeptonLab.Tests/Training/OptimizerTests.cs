using System.Runtime.InteropServices;
using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public class OptimizerTests
{
    public static TheoryData<string> Names => [.. OptimizerProblem.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ten_steps_follow_the_published_formula_in_double(string name)
    {
        Optimizer optimizer = OptimizerProblem.Create(name);
        Tensor parameter = OptimizerProblem.Start();
        double[] expected = [.. parameter.ToArray()];
        var published = expected.Select(_ => new PublishedOptimizers(name)).ToArray();
        for (int step = 0; step < OptimizerProblem.Steps; step++)
        {
            float[] gradient = OptimizerProblem.Gradient(step).ToArray();
            for (int i = 0; i < expected.Length; i++)
                expected[i] = published[i].Step(expected[i], gradient[i]);
            OptimizerProblem.Step(optimizer, parameter, step);
            for (int i = 0; i < expected.Length; i++)
                Assert.InRange(Math.Abs(parameter[i] - expected[i]), 0, 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_resumed_from_its_state_ends_with_the_same_bits(string name)
    {
        Optimizer straight = OptimizerProblem.Create(name), first = OptimizerProblem.Create(name);
        Tensor a = OptimizerProblem.Start(), b = OptimizerProblem.Start();
        for (int step = 0; step < OptimizerProblem.Steps; step++)
        {
            OptimizerProblem.Step(straight, a, step);
            if (step < 4)
                OptimizerProblem.Step(first, b, step);
        }

        SavedState state = first.ExportState([b]);
        OptimizerProblem.Step(first, b.Clone(), 4); // The state is a copy: what happens later does not reach it.
        Optimizer second = OptimizerProblem.Create(name);
        Tensor c = b.Clone();
        second.LearningRate = 0.5f;
        second.ImportState(state, [c]);
        Assert.Equal(straight.LearningRate, second.LearningRate);
        for (int step = 4; step < OptimizerProblem.Steps; step++)
            OptimizerProblem.Step(second, c, step);
        Assert.Equal(Bits(a), Bits(c));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        int before = Device.Cpu.Threads;
        var results = new List<byte[]>();
        try
        {
            foreach (int threads in (int[])[1, 3])
            {
                Device.Cpu.Threads = threads;
                Optimizer optimizer = OptimizerProblem.Create(name);
                Tensor parameter = OptimizerProblem.Start(70_001);
                OptimizerProblem.Step(optimizer, parameter, 0);
                OptimizerProblem.Step(optimizer, parameter, 1);
                results.Add(Bits(parameter));
            }
        }
        finally
        {
            Device.Cpu.Threads = before;
        }

        Assert.Equal(results[0], results[1]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_gradient_that_is_not_a_number_is_not_hidden(string name)
    {
        Optimizer optimizer = OptimizerProblem.Create(name);
        Tensor parameter = OptimizerProblem.Start();
        parameter.Grad = OptimizerProblem.Gradient(0);
        parameter.Grad[3] = parameter.Grad[36] = float.NaN;
        optimizer.Step([parameter]);
        Assert.Equal([3, 36], Enumerable.Range(0, 37).Where(i => float.IsNaN(parameter[i])));
    }

    [Fact]
    public void Weight_decay_can_leave_out_biases()
    {
        Tensor weight = Tensor.Ones([2, 3]), bias = Tensor.Ones([3]);
        weight.Grad = Tensor.Zeros([2, 3]);
        bias.Grad = Tensor.Zeros([3]);
        new AdamW(0.1f, weightDecay: 0.5f) { Decays = WeightDecay.OnMatrices }.Step([weight, bias]);
        Assert.All(weight.ToArray(), value => Assert.Equal(0.95f, value));
        Assert.All(bias.ToArray(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_and_its_steps_are_not_counted()
    {
        var optimizer = new Adam();
        Tensor still = OptimizerProblem.Start(), moving = OptimizerProblem.Start();
        moving.Grad = OptimizerProblem.Gradient(0);
        optimizer.Step([still, moving]);
        Assert.Equal(OptimizerProblem.Start().ToArray(), still.ToArray());
        Assert.All(optimizer.ExportState([still, moving]).Tensors.Keys, key => Assert.StartsWith("1.", key));
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_and_changes_nothing()
    {
        Tensor parameter = OptimizerProblem.Start();
        var adam = new Adam();
        OptimizerProblem.Step(adam, parameter, 0);
        SavedState state = adam.ExportState([parameter]);

        Assert.Contains("AdamW", Refuse(new AdamW(), state, [parameter]));
        Assert.Contains("Beta2 = 0.9990000", Refuse(new Adam(beta2: 0.5f), state, [parameter]));
        Assert.Contains("another model", Refuse(new Adam(), state, [Tensor.Zeros([36])]));
        Assert.Contains("only 0 parameters", Refuse(new Adam(), state, []));
        var numbers = new Dictionary<string, double>(state.Numbers) { ["nonsense"] = 1 };
        Assert.Contains("'nonsense'", Refuse(new Adam(), state with { Numbers = numbers }, [parameter]));
        Assert.Contains("no number", Refuse(new Adam(), state with { Numbers = new Dictionary<string, double>() }, [parameter]));

        static string Refuse(Optimizer optimizer, SavedState state, Tensor[] parameters)
        {
            float rate = optimizer.LearningRate = 0.25f;
            string message = Assert.Throws<LeptonException>(() => optimizer.ImportState(state, parameters)).Message;
            Assert.Equal(rate, optimizer.LearningRate);
            Assert.Empty(optimizer.ExportState(parameters).Tensors);
            return message;
        }
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(1, momentum: 1));
        Assert.Throws<ArgumentException>(() => new Sgd(1, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(1, weightDecay: float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(smoothing: -0.1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adagrad(rateDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam().LearningRate = float.NaN);
        var error = Assert.Throws<ShapeException>(() => new Adam().Step([new Func<Tensor>(() =>
        {
            Tensor parameter = OptimizerProblem.Start();
            parameter.Grad = Tensor.Zeros([5]);
            return parameter;
        })()]));
        Assert.Contains("[5]", error.Message);
    }

    private static byte[] Bits(Tensor tensor) => MemoryMarshal.AsBytes(tensor.AsSpan()).ToArray();
}
