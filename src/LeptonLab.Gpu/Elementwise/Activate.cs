namespace LeptonLab.Gpu;

/// <summary>The activations of fused operations, in kernels.</summary>
internal static class Activate
{
    /// <summary>y = f(x).</summary>
    internal static float Forward(Ops.Activation activation, float x)
    {
        if (activation == Ops.Activation.Relu)
            return x < 0f ? 0f : x;
        if (activation == Ops.Activation.Sigmoid)
            return Fn.Sigmoid(x);
        return activation == Ops.Activation.Tanh ? Fn.Tanh(x) : x;
    }

    /// <summary>∂L/∂x from y = f(x) and ∂L/∂y.</summary>
    internal static float Backward(Ops.Activation activation, float y, float dy)
    {
        if (activation == Ops.Activation.Relu)
            return y <= 0f ? 0f : dy;
        if (activation == Ops.Activation.Sigmoid)
            return dy * y * (1f - y);
        return activation == Ops.Activation.Tanh ? dy * (1f - y * y) : dy;
    }

    /// <summary>Applies what a product's <see cref="MatrixResult"/> leaves: everything but the rectifier.</summary>
    internal static void InPlace(Launcher launcher, Ops.Activation activation, Floats y)
    {
        if (activation is Ops.Activation.Sigmoid or Ops.Activation.Tanh)
            launcher.ForEach(y.IntLength, new ForwardKernel { Y = y, Activation = activation });
    }

    /// <summary>∂L/∂x of a whole tensor; dy itself where there is no activation. To be disposed.</summary>
    internal static ActivatedGradient Backward(Launcher launcher, Ops.Activation activation, Tensor y, Tensor dy)
    {
        if (activation == Ops.Activation.None)
            return new(dy.Read(), null);
        GpuMemory memory = launcher.Take(dy.Count);
        launcher.ForEach(dy.Count, new BackwardKernel { DX = memory.View, Y = y.Read(), DY = dy.Read(), Activation = activation });
        return new(memory.View, memory);
    }

    internal struct ForwardKernel : IThreadKernel
    {
        internal Floats Y;
        internal Ops.Activation Activation;

        public readonly void Run(int i) => Y[i] = Forward(Activation, Y[i]);
    }

    internal struct BackwardKernel : IThreadKernel
    {
        internal Floats DX;
        internal Floats Y;
        internal Floats DY;
        internal Ops.Activation Activation;

        public readonly void Run(int i) => DX[i] = Backward(Activation, Y[i], DY[i]);
    }
}

/// <summary>A gradient before the activation, in memory of its own if it differs from the one after it.</summary>
internal readonly struct ActivatedGradient(Floats view, GpuMemory? memory) : IDisposable
{
    internal Floats View { get; } = view;

    public void Dispose() => memory?.Dispose();
}
