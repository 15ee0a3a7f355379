namespace LeptonLab.Gpu;

/// <summary>The cross-entropy of smoothed and weighted labels, with places that are left out; one thread for each sample.</summary>
internal sealed class SoftmaxCrossEntropyTargets(Launcher launcher) : Ops.SoftmaxCrossEntropy.ITargetsKernel
{
    private const int LeftOut = -1;

    public void Forward(Tensor z, Ops.ClassTargets targets, Tensor losses, Tensor p)
    {
        if (z.Count == 0)
        {
            Device.Cpu.Kernel<Ops.SoftmaxCrossEntropy.ITargetsKernel>().Forward(z, targets, losses, p);
            return;
        }

        Floats results = losses.Write(), probabilities = p.Write();
        using var uploaded = new Uploaded(launcher, targets, z.Shape[1]);
        launcher.ForEach(losses.Count, new ForwardKernel
        {
            Losses = results,
            P = probabilities,
            Z = z.Read(),
            Labels = uploaded.Labels,
            Peaks = uploaded.Peaks,
            Spreads = uploaded.Spreads,
            Smooth = targets.Smoothing > 0,
            Classes = z.Shape[1],
        });
    }

    public void Backward(Tensor p, Ops.ClassTargets targets, Tensor dLosses, Tensor dz)
    {
        if (dz.Count == 0)
        {
            dz.Write();
            return;
        }

        Floats gradients = dz.Write();
        using var uploaded = new Uploaded(launcher, targets, p.Shape[1]);
        launcher.ForEach(dz.Count, new BackwardKernel
        {
            DZ = gradients,
            P = p.Read(),
            DLosses = dLosses.Read(),
            Labels = uploaded.Labels,
            Peaks = uploaded.Peaks,
            Spreads = uploaded.Spreads,
            Spread = (float)targets.Spreads(p.Shape[1]).Sum(),
            Classes = p.Shape[1],
        });
    }

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Losses;
        internal Floats P;
        internal Floats Z;
        internal Ints Labels;
        internal Floats Peaks;
        internal Floats Spreads;
        internal Flag Smooth;
        internal int Classes;

        public readonly void Run(int n)
        {
            int first = n * Classes, label = Labels[n];
            float largest = LogSum.Largest(Z, first, 1, Classes);
            float sum = LogSum.Exponentials(Z, first, 1, Classes, largest);
            for (int c = 0; c < Classes; c++)
                P[first + c] = label == LeftOut ? 0f : Fn.Exp(Z[first + c] - largest) / sum;
            if (label == LeftOut)
            {
                Losses[n] = 0;
                return;
            }

            float logSum = largest + Fn.Log(sum), loss = Peaks[n] * (logSum - Z[first + label]);
            if (Smooth)
            {
                for (int c = 0; c < Classes; c++)
                    loss += Spreads[c] * (logSum - Z[first + c]);
            }

            Losses[n] = loss;
        }
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DZ;
        internal Floats P;
        internal Floats DLosses;
        internal Ints Labels;
        internal Floats Peaks;
        internal Floats Spreads;
        internal float Spread;
        internal int Classes;

        public readonly void Run(int i)
        {
            int n = i / Classes, c = i % Classes, label = Labels[n];
            float peak = Peaks[n], q = Spreads[c] + (c == label ? peak : 0f);
            DZ[i] = label == LeftOut ? 0f : (P[i] * (peak + Spread) - q) * DLosses[n];
        }
    }

    /// <summary>The targets in the memory of the GPU.</summary>
    private readonly struct Uploaded : IDisposable
    {
        private readonly GpuMemory _labels;
        private readonly GpuMemory _peaks;
        private readonly GpuMemory _spreads;

        internal Uploaded(Launcher launcher, Ops.ClassTargets targets, int classes)
        {
            _labels = launcher.Upload([.. targets.Labels.Select(label => label == targets.Ignored ? LeftOut : label)]);
            _peaks = launcher.Upload(targets.Labels.Select(label => label == targets.Ignored ? 0 : (float)targets.Peak(label)).ToArray());
            _spreads = launcher.Upload(Enumerable.Range(0, classes).Select(c => (float)targets.Spread(c, classes)).ToArray());
        }

        internal Ints Labels => _labels.View.Cast<float, int>();

        internal Floats Peaks => _peaks.View;

        internal Floats Spreads => _spreads.View;

        public void Dispose()
        {
            _labels.Dispose();
            _peaks.Dispose();
            _spreads.Dispose();
        }
    }
}
