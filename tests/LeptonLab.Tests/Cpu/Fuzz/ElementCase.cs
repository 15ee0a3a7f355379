using CsCheck;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;
using LeptonLab.Training;

namespace LeptonLab.Tests.Cpu.Fuzz;

/// <summary>Activations, losses and optimizers over tensors of random length.</summary>
internal sealed record ElementCase(int Count, int Classes, float Scale, Activation Activation, Sprinkle Sprinkle, ulong Seed)
{
    internal static readonly Gen<ElementCase> Any =
        from count in Gen.OneOf(Gen.Int[1, 70], Gen.Int[1, 3000])
        from classes in Gen.Int[1, 40]
        from scale in Draw.OneOf(1, 1, 10, 100)
        from activation in Gen.Int[1, 3]
        from sprinkle in Sprinkle.Among(2)
        from seed in Draw.Seed
        select new ElementCase(count, classes, scale, (Activation)activation, sprinkle, seed);

    internal static void Check(ElementCase sample)
    {
        sample.CheckActivation();
        sample.CheckLosses();
        sample.CheckOptimizers();
    }

    private (Tensor First, Tensor Second) Operands(Shape shape)
    {
        Tensor first = Draw.Tensor(shape, Seed, 1), second = Draw.Tensor(shape, Seed, 2);
        foreach (ref float value in first.AsSpan())
            value *= Scale;
        Sprinkle.Over(Seed, first, second);
        return (first, second);
    }

    private void CheckActivation()
    {
        (Tensor x, Tensor dy) = Operands([Count]);
        double[] expected = new double[Count], dxExpected = new double[Count];
        Activations.Forward<double>(Activation, Draw.ToDouble(x), expected);
        x.RequiresGrad = true;
        Tensor y = Draw.Activate(Activation, x);
        y.Backward(dy);
        Same.Within("y", expected, y, Sprinkle.Tolerance());
        for (int i = 0; i < Count; i++)
        {
            if (x.AsSpan()[i] == 0 && Activation != Activation.Sigmoid)
                Assert.Equal(float.IsNegative(x.AsSpan()[i]), float.IsNegative(y.AsSpan()[i]));
        }

        Activations.Backward<double>(Activation, Draw.ToDouble(Activation == Activation.Relu ? x : y), Draw.ToDouble(dy), dxExpected);
        Same.Within("dx", dxExpected, x.Grad!, Sprinkle.Tolerance());
    }

    private void CheckLosses()
    {
        int samples = Math.Max(1, Count / Classes);
        (Tensor z, _) = Operands([samples, Classes]);
        int[] labels = [.. Enumerable.Range(0, samples).Select(n => (int)((uint)n * 2654435761 % (uint)Classes))];
        double[] p = new double[z.Count], dz = new double[z.Count];
        double loss = SoftmaxCrossEntropy.Forward<double>(Draw.ToDouble(z), labels, p, Classes);
        SoftmaxCrossEntropy.Backward<double>(p, labels, 1, dz, Classes);
        Compare("softmax ", z, t => SoftmaxCrossEntropy.Apply(t, labels), loss, dz);

        (Tensor margins, _) = Operands([Count]);
        dz = new double[Count];
        loss = Ops.LogSigmoidLoss.Forward<double>(Draw.ToDouble(margins));
        Ops.LogSigmoidLoss.Backward<double>(Draw.ToDouble(margins), 1, dz);
        Compare("log-sigmoid ", margins, Ops.LogSigmoidLoss.Apply, loss, dz);
    }

    private void Compare(string name, Tensor z, Func<Tensor, Tensor> apply, double loss, double[] dz)
    {
        z.RequiresGrad = true;
        Tensor actual = apply(z);
        actual.Backward();
        Same.Within(name + "loss", [loss], actual, Sprinkle.Tolerance());
        Same.Within(name + "dz", dz, z.Grad!, Sprinkle.Tolerance());
    }

    private void CheckOptimizers()
    {
        (Tensor theta, Tensor gradient) = Operands([Count]);
        foreach (float momentum in new[] { 0, 0.9f })
        {
            double[] expected = Draw.ToDouble(theta), velocity = new double[Count];
            Tensor actual = theta.Clone();
            var sgd = new Sgd(0.1f, momentum);
            for (int step = 0; step < (Sprinkle.Kind == SprinkleKind.Huge ? 1 : 2); step++)
            {
                Give(actual, gradient);
                sgd.Step([actual]);
                for (int i = 0; i < Count; i++)
                    expected[i] -= 0.1f * (velocity[i] = (momentum == 0 ? 0 : momentum * velocity[i]) + gradient.AsSpan()[i]);
            }

            Same.Within($"momentum {momentum}", expected, actual, Sprinkle.Tolerance());
        }

        CheckAdam(theta, gradient);
    }

    // The square of a huge gradient overflows in single precision, by the formula; that of a tiny one vanishes.
    private void CheckAdam(Tensor theta, Tensor gradient)
    {
        double[] expected = Draw.ToDouble(theta), m = new double[Count], v = new double[Count];
        Tensor actual = theta.Clone();
        var adam = new Adam(0.01f);
        for (int step = 1; step <= 2; step++)
        {
            Give(actual, gradient);
            adam.Step([actual]);
            for (int i = 0; i < Count; i++)
            {
                double g = gradient.AsSpan()[i];
                m[i] = 0.9f * m[i] + (1 - 0.9f) * g;
                v[i] = (float)(0.999f * v[i] + (1 - 0.999f) * g * g);
                double root = Math.Sqrt(v[i] / (1 - Math.Pow(0.999f, step))) + 1e-8f;
                expected[i] -= 0.01f * m[i] / (1 - Math.Pow(0.9f, step)) / root;
            }
        }

        if (Sprinkle.Kind is not (SprinkleKind.Denormal or SprinkleKind.Large or SprinkleKind.Huge or SprinkleKind.Any))
            Same.Within("adam", expected, actual, Sprinkle.Tolerance());
    }

    private static void Give(Tensor parameter, Tensor gradient)
    {
        parameter.RequiresGrad = true;
        parameter.Grad = gradient;
    }
}
