namespace LeptonLab.Gpu;

/// <summary>max(a + b, 0); NaN stays NaN.</summary>
internal sealed class AddRelu(Launcher launcher) : Ops.AddRelu.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y) =>
        launcher.ForEach(y.Count, new ForwardKernel { Y = y.Write(), A = a.Read(), B = b.Read() });

    public void Backward(Tensor y, Tensor dy, Tensor dx) => Map.Backward<Relu.Mapping>(launcher, y, dy, dx);

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats A;
        internal Floats B;

        public readonly void Run(int i)
        {
            float sum = A[i] + B[i];
            Y[i] = sum < 0f ? 0f : sum;
        }
    }
}
