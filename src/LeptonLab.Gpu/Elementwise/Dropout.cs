namespace LeptonLab.Gpu;

/// <summary>Dropout; each number draws its own random word, see <see cref="Ops.DropoutMask"/>: the CPU's mask, bit by bit.</summary>
internal sealed class Dropout(Launcher launcher) : Ops.Dropout.IKernel
{
    public void Multiply(Tensor x, Tensor y, Ops.DropoutMask mask) => launcher.ForEach(y.Count, new Kernel
    {
        Y = y.Write(),
        X = x.Read(),
        First = mask.FirstCounter(0),
        Stream = mask.Stream,
        Seed = mask.Seed,
        Threshold = mask.Threshold,
        Scale = mask.Scale,
    });

    internal struct Kernel : IThreadKernel
    {
        internal Floats Y;
        internal Floats X;
        internal ulong First;
        internal ulong Stream;
        internal ulong Seed;
        internal ulong Threshold;
        internal float Scale;

        public readonly void Run(int i)
        {
            int inGroup = i % Ops.DropoutMask.Group;
            ulong counter = First + (ulong)(i / Ops.DropoutMask.Group * Ops.DropoutMask.Counters + inGroup % Ops.DropoutMask.Counters);
            uint word = Word(counter, inGroup / Ops.DropoutMask.Counters);
            Y[i] = X[i] * (word >= Threshold ? Scale : 0f);
        }

        // Philox4x32-10, see Numerics.RandomStream.
        private readonly uint Word(ulong counter, int which)
        {
            uint c0 = (uint)counter, c1 = (uint)(counter >> 32), c2 = (uint)Stream, c3 = (uint)(Stream >> 32);
            uint k0 = (uint)Seed, k1 = (uint)(Seed >> 32);
            for (int round = 0; round < 10; round++)
            {
                ulong p0 = 0xD2511F53UL * c0, p1 = 0xCD9E8D57UL * c2;
                c0 = (uint)(p1 >> 32) ^ c1 ^ k0;
                c1 = (uint)p1;
                c2 = (uint)(p0 >> 32) ^ c3 ^ k1;
                c3 = (uint)p0;
                k0 += 0x9E3779B9;
                k1 += 0xBB67AE85;
            }

            return which == 0 ? c0 : which == 1 ? c1 : which == 2 ? c2 : c3;
        }
    }
}
