namespace LeptonLab.Cpu;

/// <summary>One step of a running average in one pass over the memory.</summary>
internal sealed unsafe class AverageStep : Ops.AverageStep.IKernel
{
    public void Run(Tensor average, Tensor value, float share)
    {
        Chunks.Run(
            Elementwise.ChunkCount(average.Count),
            new Kernel { Average = average.Pointer, Value = value.Pointer, Length = average.Count, Share = share });
        average.MarkChanged();
        GC.KeepAlive(value);
    }

    private struct Kernel : IChunkKernel
    {
        internal float* Average;
        internal float* Value;
        internal int Length;
        internal float Share;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(Average + i, end - i);
            Fence.Check(Value + i, end - i);
            i = Update<TSimd>(i, end);
            Update<Simd32>(i, end);
        }

        private readonly int Update<TSimd>(int i, int end)
            where TSimd : struct, ISimd<TSimd>
        {
            float* average = Average, value = Value;
            TSimd share = TSimd.Broadcast(Share);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd before = TSimd.Load(average + i);
                TSimd.Store(average + i, TSimd.MultiplyAdd(share, TSimd.Subtract(TSimd.Load(value + i), before), before));
            }

            return i;
        }
    }
}
