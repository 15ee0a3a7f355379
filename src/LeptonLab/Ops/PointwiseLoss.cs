namespace LeptonLab.Ops;

/// <summary>What losses of single numbers share: a prediction x and a target t of one shape, and one loss for each pair.</summary>
internal static class PointwiseLoss
{
    internal static Tensor Apply(
        string operation,
        Tensor x,
        Tensor target,
        LossReduction reduction,
        Action<Tensor> forward,
        Action<Tensor, Tensor> backward,
        bool symmetric)
    {
        Check(operation, x, target, reduction, symmetric);
        var losses = new Tensor(x.Shape, x.Device);
        forward(losses);
        return ReducedLoss.Apply(operation, losses, reduction, losses.Count, [x, target], dLosses =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            backward(dLosses, dx);
            return [dx, target.RequiresGrad ? Negative(dx) : null];
        });
    }

    internal static void Check(string operation, Tensor x, Tensor target, LossReduction reduction, bool symmetric)
    {
        Device.Of(operation, x, target);
        if (x.Shape != target.Shape)
        {
            throw new ArgumentException(
                $"{operation} compares numbers one by one: the prediction has the shape {x.Shape}, the target {target.Shape}. "
                + "Reshape one of them.");
        }

        if (!symmetric && target.RequiresGrad)
            throw new ArgumentException($"{operation} has no gradient for its target, which RequiresGrad asks for. Detach() the target.");
        ReducedLoss.Check(operation, x.Shape, reduction);
    }

    // A loss of x − t changes with t as with x, the other way round.
    private static Tensor Negative(Tensor dx)
    {
        var dTarget = new Tensor(dx.Shape, dx.Device);
        for (int i = 0; i < dx.Count; i++)
            dTarget.AsSpan()[i] = -dx.Values[i];
        return dTarget;
    }
}
