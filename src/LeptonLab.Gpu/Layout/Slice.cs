namespace LeptonLab.Gpu;

/// <summary>A block taken out of a tensor, or put into one: neighbouring threads write neighbours, and every number once.</summary>
internal sealed class Slice(Launcher launcher) : Ops.Slice.IKernel
{
    public void Take(Tensor x, Tensor y, int[] starts)
    {
        if (Block.Of(x.Shape, y.Shape, starts) is { } block)
            launcher.ForEach(y.Count, new TakeKernel { Y = y.Write(), X = x.Read(), Block = block });
        else
            Device.Cpu.Kernel<Ops.Slice.IKernel>().Take(x, y, starts);
    }

    public void Place(Tensor y, Tensor x, int[] starts, float fill)
    {
        if (Block.Of(x.Shape, y.Shape, starts) is { } block)
            launcher.ForEach(x.Count, new PlaceKernel { X = x.Write(), Y = y.Read(), Block = block, Fill = fill });
        else
            Device.Cpu.Kernel<Ops.Slice.IKernel>().Place(y, x, starts, fill);
    }

    internal struct TakeKernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal Block Block;

        public readonly void Run(int i) => Y[i] = X[Block.InWhole(i)];
    }

    internal struct PlaceKernel : IThreadKernel
    {
        internal Floats X;
        internal Floats Y;
        internal Block Block;
        internal float Fill;

        public readonly void Run(int i)
        {
            int at = Block.InBlock(i);
            X[i] = at < 0 ? Fill : Y[at];
        }
    }
}
