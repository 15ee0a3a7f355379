using CsCheck;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

/// <summary>A use of a recurrent operation; which of its results is looked at says <see cref="Result"/>.</summary>
internal sealed record RecurrentProblem(
    string Unit, int Batch, int Time, int Inputs, int Hidden, bool Padded, bool Reverse, bool Bias, bool State, int Result, ulong Seed)
{
    internal static Gen<RecurrentProblem> Of(string unit) =>
        from batch in Gen.OneOf(Gen.Int[1, 5], Draw.OneOf(13, 33))
        from time in Gen.Int[1, 9]
        from inputs in Gen.Int[1, 40]
        from hidden in Gen.OneOf(Gen.Int[1, 20], Draw.OneOf(32, 33, 70))
        from padded in Gen.Bool
        from reverse in Gen.Bool
        from bias in Gen.Bool
        from state in Gen.Bool
        from result in Gen.Int[0, unit == "Lstm" ? 2 : 1]
        from seed in Draw.Seed
        select new RecurrentProblem(unit, batch, time, inputs, hidden, padded, reverse, bias, state, result, seed);

    /// <summary>Every combination of the options, small.</summary>
    internal static IEnumerable<RecurrentProblem> Small(string unit)
    {
        for (int options = 0; options < 16; options++)
        for (int result = 0; result < (unit == "Lstm" ? 3 : 2); result++)
        {
            yield return new(
                unit, 3, 4, 2, 3, (options & 1) > 0, (options & 2) > 0, (options & 4) > 0, (options & 8) > 0, result, (ulong)options);
        }
    }

    /// <summary>Some of the inputs are not finite numbers: those that read them shall say so, and no others.</summary>
    internal static void HoldOddNumbersToPlainLoops(string unit)
    {
        for (int result = 0; result < (unit == "Lstm" ? 3 : 2); result++)
        {
            var problem = new RecurrentProblem(unit, 5, 4, 3, 18, Padded: false, Reverse: false, Bias: true, State: true, result, 1);
            Tensor[] x = problem.DrawInputs(1);
            (x[0][1, 2, 0], x[0][2, 1, 1], x[0][3, 3, 2]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
            problem.Operation().HoldToPlainLoops(x, 1);
        }
    }

    /// <summary>One extent is zero.</summary>
    internal static void HoldNothingToPlainLoops(string unit)
    {
        var problem = new RecurrentProblem(unit, 2, 3, 4, 5, Padded: false, Reverse: false, Bias: true, State: true, 0, 1);
        RecurrentProblem[] empty =
            [problem with { Batch = 0 }, problem with { Time = 0 }, problem with { Inputs = 0 }, problem with { Hidden = 0 }];
        foreach (RecurrentProblem one in empty)
        for (int result = 0; result < 2; result++)
            (one with { Result = result }).Operation().HoldToPlainLoops(1);
    }

    internal Operation Operation()
    {
        int columns = Gates * Hidden;
        Shape[] shapes =
        [
            [Batch, Time, Inputs], [Inputs, columns], [Hidden, columns],
            .. Bias ? (Shape[])[[columns], [columns]] : [],
            .. State ? (Shape[])[[Batch, Hidden]] : [],
            .. State && HasCell ? (Shape[])[[Batch, Hidden]] : [],
        ];
        return new(shapes, Apply, Forward, Backward) { DrawInputs = DrawInputs };
    }

    private bool HasCell => Unit == "Lstm";

    private int Gates => Unit switch { "Lstm" => 4, "Gru" => 3, _ => 1 };

    private Activation Activation => Unit == "RnnRelu" ? Activation.Relu : Activation.Tanh;

    private int[]? Lengths
    {
        get
        {
            var random = new RandomStream(Seed, 99);
            return Padded ? [.. Enumerable.Range(0, Batch).Select(_ => random.NextInt32(Time + 1))] : null;
        }
    }

    private Tensor[] DrawInputs(ulong seed) => [.. Operation().Inputs.Select((shape, i) =>
    {
        // Weights of the usual size: with larger ones a rectified state grows step by step.
        float scale = i is 1 or 2 ? 1 / MathF.Sqrt(Math.Max(1, shape[0])) : 1;
        return Tensor.Uniform(shape, new RandomStream(seed, (ulong)i), -scale, scale);
    })];

    private T? At<T>(T[] x, int index)
        where T : class
    {
        // 3, 4: biases; 5, 6: states
        int position = index < 3 ? index : index < 5 ? (Bias ? index : -1) : State ? index - (Bias ? 0 : 2) : -1;
        return position >= 0 && position < x.Length ? x[position] : null;
    }

    private Tensor Apply(Tensor[] x)
    {
        var inputs = new RecurrentInputs(x[0], x[1], x[2], At(x, 3), At(x, 4), At(x, 5), At(x, 6));
        RecurrentOutputs outputs = Unit switch
        {
            "Lstm" => Lstm.Apply(inputs, Lengths, Reverse),
            "Gru" => Gru.Apply(inputs, Lengths, Reverse),
            _ => Rnn.Apply(inputs, Activation, Lengths, Reverse),
        };
        return Result switch { 0 => outputs.Y, 1 => outputs.Hidden!, _ => outputs.Cell! };
    }

    private double[] Forward(double[][] x) => Run(x, out _, out _)[Result];

    // Results are the states of every step, then the last ones.
    private double[][] Run(double[][] x, out double[] gates, out double[] cells)
    {
        int state = Batch * Hidden, entries = Batch * Time;
        double[][] results = [new double[entries * Hidden], new double[state], HasCell ? new double[state] : []];
        gates = new double[entries * 4 * Hidden];
        cells = new double[entries * Hidden];
        switch (Unit)
        {
            case "Lstm": Lstm.Forward(Inputs64(x), Outputs64(results), gates, cells, Geometry()); break;
            case "Gru": Gru.Forward(Inputs64(x), Outputs64(results), gates, Geometry()); break;
            default: Rnn.Forward(Inputs64(x), Outputs64(results), Activation, Geometry()); break;
        }

        return results;
    }

    private double[]?[] Backward(double[][] x, double[] dy)
    {
        double[][] results = Run(x, out double[] gates, out double[] cells);
        double[][] d = [.. x.Select(input => new double[input.Length])];
        double[][] dResults = [Result == 0 ? dy : new double[results[0].Length], Result == 1 ? dy : [], Result == 2 ? dy : []];
        switch (Unit)
        {
            case "Lstm":
                Lstm.Backward(Inputs64(x), Outputs64(results), gates, cells, Outputs64(dResults), Inputs64(d), Geometry());
                break;
            case "Gru":
                Gru.Backward(Inputs64(x), Outputs64(results), gates, Outputs64(dResults), Inputs64(d), Geometry());
                break;
            default:
                Rnn.Backward(Inputs64(x), Outputs64(results), Activation, Outputs64(dResults), Inputs64(d), Geometry());
                break;
        }

        return d;
    }

    private RecurrentGeometry Geometry()
    {
        Tensor[] x = DrawInputs(Seed);
        var inputs = new RecurrentInputs(x[0], x[1], x[2], At(x, 3), At(x, 4), At(x, 5), At(x, 6));
        return RecurrentGeometry.Of(Unit, inputs, Gates, Lengths, Reverse);
    }

    private RecurrentInputs<double> Inputs64(double[][] x) => new()
    {
        X = x[0], InputWeight = x[1], RecurrentWeight = x[2],
        InputBias = At(x, 3), RecurrentBias = At(x, 4), Hidden = At(x, 5), Cell = At(x, 6),
    };

    private static RecurrentOutputs<double> Outputs64(double[][] y) => new() { Y = y[0], Hidden = y[1], Cell = y[2] };
}
