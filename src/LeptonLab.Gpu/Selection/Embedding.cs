namespace LeptonLab.Gpu;

/// <summary>A vector for each token: chosen rows of one table, see <see cref="Selected"/>.</summary>
internal sealed class Embedding(Launcher launcher) : Ops.Embedding.IKernel
{
    public void Forward(Tensor w, int[] ids, Tensor y) => Selected.Take(launcher, w, y, ids, Table(w));

    public void Backward(int[] ids, int? padding, Tensor dy, Tensor dw) =>
        Selected.Add(launcher, dy, dw, ids, Table(dw), padding);

    private static Ops.AxisGeometry Table(Tensor w) => new(1, w.Shape[0], w.Shape[1]);
}
