namespace LeptonLab.Gpu;

/// <summary>Sums along one axis, see <see cref="Fold"/>; backwards every term gets the sum's gradient.</summary>
internal sealed class Sum(Launcher launcher) : Ops.Sum.IKernel
{
    public void Forward(Tensor x, Tensor y, Ops.AxisGeometry geometry) =>
        Fold.Run(launcher, y, Folding.Of(geometry), () => new Elements { X = x.Read() });

    public void Backward(Tensor dy, Tensor dx, Ops.AxisGeometry geometry) => launcher.ForEach(
        dx.Count, new BackwardKernel { DX = dx.Write(), DY = dy.Read(), Axis = Axis.Of(geometry) });

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats DY;
        internal Axis Axis;

        public readonly void Run(int i) => DX[i] = DY[Axis.Line(i)];
    }
}
