namespace LeptonLab.Gpu;

/// <summary>Arithmetic on gradients between the backward pass and the optimizer.</summary>
internal sealed class Gradients(Launcher launcher) : Ops.Gradients.IKernel
{
    public void Add(Tensor a, Tensor b, Tensor y)
    {
        Floats target = y == a || y == b ? y.Change() : y.Write();
        launcher.ForEach(y.Count, new AddKernel { Y = target, A = a.Read(), B = b.Read() });
    }

    public void Scale(Tensor x, Tensor y, float scale)
    {
        Floats target = y == x ? y.Change() : y.Write();
        launcher.ForEach(y.Count, new ScaleKernel { Y = target, X = x.Read(), Scale = scale });
    }

    public void Clamp(Tensor x, Tensor y, float most)
    {
        Floats target = y == x ? y.Change() : y.Write();
        launcher.ForEach(y.Count, new ClampKernel { Y = target, X = x.Read(), Most = most });
    }

    public double SumOfSquares(IReadOnlyList<Tensor> tensors)
    {
        using GpuMemory sums = launcher.Take(tensors.Count);
        for (int i = 0; i < tensors.Count; i++)
        {
            Fold.Run(
                launcher, sums.View.SubView(i, 1), Folding.OfColumns(tensors[i].Count, 1), new Squares { X = tensors[i].Read() });
        }

        var numbers = new float[tensors.Count];
        sums.CopyToHost(numbers);
        double sum = numbers.Sum(number => (double)number);

        // The squares may be beyond the largest number where the sum in double is not.
        return double.IsFinite(sum) ? sum : Device.Cpu.Kernel<Ops.Gradients.IKernel>().SumOfSquares(tensors);
    }

    internal struct AddKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats A;
        internal Floats B;

        public readonly void Run(int i) => Y[i] = A[i] + B[i];
    }

    internal struct ScaleKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal float Scale;

        public readonly void Run(int i) => Y[i] = X[i] * Scale;
    }

    internal struct ClampKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal float Most;

        public readonly void Run(int i) => Y[i] = X[i] > Most ? Most : X[i] < -Most ? -Most : X[i];
    }

    internal struct Squares : ISource
    {
        internal Floats X;

        public readonly float Value(int element) => X[element] * X[element];
    }
}
