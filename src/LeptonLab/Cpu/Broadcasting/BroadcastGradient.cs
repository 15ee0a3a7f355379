using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The gradient of an operand that was repeated: the sum over the places where it was used, one run of repeated axes after
/// another, the last first.
/// </summary>
internal static unsafe class BroadcastGradient
{
    /// <summary>target = Σ f(a, b) over the axes along which operand <paramref name="index"/> was repeated.</summary>
    internal static void Run<TFunction>(
        TFunction function, BroadcastOperand a, BroadcastOperand b, Tensor target, BroadcastGeometry g, int index)
        where TFunction : struct, IBinaryFunction
    {
        if (target.Count == g.Shape.Count)
        {
            BroadcastMap.Run(function, a, b, target.Pointer, g);
            return;
        }

        var whole = new TensorStorage(g.Shape.Count);
        BroadcastMap.Run(function, a, b, whole.Pointer, g);
        Sum(whole.Pointer, target, g, index);
        whole.Release();
    }

    /// <summary>target = Σ f(a, b, c) over the axes along which operand <paramref name="index"/> was repeated.</summary>
    internal static void Run<TFunction>(
        TFunction function, BroadcastOperand a, BroadcastOperand b, BroadcastOperand c, Tensor target, BroadcastGeometry g, int index)
        where TFunction : struct, ITernaryFunction
    {
        if (target.Count == g.Shape.Count)
        {
            BroadcastMap.Run(function, a, b, c, target.Pointer, g);
            return;
        }

        var whole = new TensorStorage(g.Shape.Count);
        BroadcastMap.Run(function, a, b, c, whole.Pointer, g);
        Sum(whole.Pointer, target, g, index);
        whole.Release();
    }

    /// <summary>target = Σ dy over the axes along which operand <paramref name="index"/> was repeated.</summary>
    internal static void Sum(float* dy, Tensor target, BroadcastGeometry g, int index)
    {
        if (target.Count == g.Shape.Count)
        {
            RowCopy.Run(dy, target.Pointer, target.Count);
            return;
        }

        if (g.Shape.Count == 0)
        {
            target.AsSpan().Clear();
            return;
        }

        // Each reduction sums over one axis, and each but the last into memory of its own.
        int[] extents = [.. g.Extents], strides = g.Strides[index];
        TensorStorage? partial = null;
        for (int axis = extents.Length - 1; axis >= 0; axis--)
        {
            if (strides[axis] != 0)
                continue;
            AxisGeometry geometry = AxisGeometry.Of(new Shape(extents), axis, 1);
            extents[axis] = 1;
            bool last = !strides.AsSpan(0, axis).Contains(0);
            TensorStorage? sums = last ? null : new TensorStorage(geometry.Outer * geometry.Inner);
            AxisSums.Run(partial is null ? dy : partial.Pointer, sums is null ? target.Pointer : sums.Pointer, geometry);
            partial?.Release();
            partial = sums;
        }
    }
}
