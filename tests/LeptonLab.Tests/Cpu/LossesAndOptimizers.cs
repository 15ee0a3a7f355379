using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;
using LeptonLab.Tests.Training;
using LeptonLab.Training;

namespace LeptonLab.Tests.Cpu;

/// <summary>Every loss with its gradient and some steps of every optimizer, for <see cref="SameBitsTests"/>.</summary>
internal static class LossesAndOptimizers
{
    internal static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in OptimizerProblem.Names)
        {
            Optimizer optimizer = OptimizerProblem.Create(name);
            Tensor parameter = OptimizerProblem.Start();
            for (int step = 0; step < 3; step++)
                OptimizerProblem.Step(optimizer, parameter, step);
            Append(hash, parameter);
        }

        Tensor x = Draw.Tensor([3, 5, 7], 1), half = Draw.Tensor(x.Shape, 2), mask = x.Clone();
        for (int i = 0; i < x.Count; i++)
            (x.AsSpan()[i], half.AsSpan()[i], mask.AsSpan()[i]) = (9 * x.Values[i], (half.Values[i] + 1) / 2, i % 2);
        int[] labels = [.. Enumerable.Range(0, 15).Select(n => n * 3 % 7)];
        foreach (string name in PointwiseLossConformance.Names.Select(row => row.Data))
            Loss(t => PointwiseLossConformance.Apply(name, t, name.StartsWith("focal", StringComparison.Ordinal) ? mask : half, LossReduction.Mean));
        Loss(t => SoftmaxCrossEntropy.Apply(t, labels, 0.1f, [1, 2, 3, 4, 5, 6, 7], ignoreIndex: 3));
        Loss(t => Ops.FocalLoss.Apply(t, labels, 1.5f));
        Loss(t => DiceLoss.Apply(Ops.Sigmoid.Apply(t), mask));
        Loss(t => CtcLoss.Apply(t, [[1, 1, 2], [3], [6, 5]], [5, 4, 3]));
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Loss(Func<Tensor, Tensor> apply)
        {
            x.Grad = null;
            x.RequiresGrad = true;
            Tensor loss = apply(x);
            loss.Backward();
            GradientClipping.ByNorm([x], 0.01f);
            Append(hash, loss);
            Append(hash, x.Grad!);
        }
    }

    private static void Append(IncrementalHash hash, Tensor tensor) => hash.AppendData(MemoryMarshal.AsBytes(tensor.AsSpan()));
}
