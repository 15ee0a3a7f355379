using LeptonLab.Autograd;
using LeptonLab.Cpu;

namespace LeptonLab.Ops;

/// <summary>The last step of a loss: <c>L = (Σ losses) / divisor</c>, summed in double, or the losses themselves.</summary>
internal static class ReducedLoss
{
    /// <summary>Reduces losses, and records the whole loss as one operation.</summary>
    /// <param name="operation">The loss's name.</param>
    /// <param name="losses">What the loss's kernel wrote.</param>
    /// <param name="reduction">What becomes of them.</param>
    /// <param name="divisor">What the mean divides the sum by.</param>
    /// <param name="inputs">What the losses were computed from.</param>
    /// <param name="backward">Given ∂L/∂losses, in the shape of the losses, ∂L/∂inputs.</param>
    internal static Tensor Apply(
        string operation,
        Tensor losses,
        LossReduction reduction,
        double divisor,
        Tensor[] inputs,
        Func<Tensor, Tensor?[]> backward)
    {
        if (reduction == LossReduction.None)
        {
            Tape.Record(operation, losses, inputs, backward);
            return losses;
        }

        double by = reduction == LossReduction.Mean ? divisor : 1;
        var loss = new Tensor([], losses.Device);
        loss.AsSpan()[0] = (float)(Sum(losses) / by);
        Shape shape = losses.Shape;
        Device device = losses.Device;
        Tape.Record(operation, loss, inputs, dLoss =>
        {
            var dLosses = new Tensor(shape, device);
            dLosses.AsSpan().Fill((float)(dLoss.Item() / by));
            return backward(dLosses);
        });
        return loss;
    }

    /// <summary>Refuses the mean of nothing.</summary>
    internal static void Check(string operation, Shape losses, LossReduction reduction)
    {
        if (!Enum.IsDefined(reduction))
            throw new ArgumentException($"{operation}: there is no reduction {reduction}.");
        if (losses.Count == 0 && reduction == LossReduction.Mean)
            throw new ArgumentException($"{operation} takes the mean over the losses, but {losses} holds none.");
    }

    // Chunks of a fixed length, added in order: the same bits for any number of threads.
    private static double Sum(Tensor losses)
    {
        var sums = new double[Elementwise.ChunkCount(losses.Count)];
        ThreadTeam.Shared.Run(sums.Length, chunk =>
        {
            (int first, int end) = Elementwise.Range(chunk, losses.Count);
            double sum = 0;
            foreach (float loss in losses.Values[first..end])
                sum += loss;
            sums[chunk] = sum;
        });
        double total = 0;
        foreach (double sum in sums)
            total += sum;
        return total;
    }
}
