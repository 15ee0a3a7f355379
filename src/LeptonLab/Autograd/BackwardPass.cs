using LeptonLab.Ops;

namespace LeptonLab.Autograd;

/// <summary>Walks the recorded operations from the loss to the parameters, latest first, each once.</summary>
internal static class BackwardPass
{
    internal static void Run(Tensor output, Tensor gradient)
    {
        var gradients = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance) { [output] = gradient };
        // An operation is recorded after everything that it reads, so descending order of recording is a topological
        // order of the graph; and it is the same in every run, which keeps sums of gradients the same to the bit.
        var pending = new PriorityQueue<Tensor, long>();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance) { output };
        pending.Enqueue(output, -output.Node!.Step);
        List<Tensor> kept = [gradient];

        while (pending.TryDequeue(out Tensor? tensor, out _))
        {
            TapeNode node = tensor.Node!;
            gradients.Remove(tensor, out Tensor? outputGradient);
            if (tensor.RetainsGrad)
                tensor.Grad = outputGradient!.Clone();
            Tensor?[] inputGradients = node.Backward(outputGradient!);
            // Kernels work on bare addresses: what they read must not be collected before they return.
            GC.KeepAlive(outputGradient);
            GC.KeepAlive(node);
            for (int i = 0; i < node.Inputs.Length; i++)
            {
                Tensor input = node.Inputs[i];
                if (inputGradients[i] is not { } inputGradient || !input.RequiresGrad)
                    continue;
                if (input.Node is null)
                {
                    input.Grad = Sum(input.Grad, inputGradient);
                    kept.Add(input.Grad);
                    continue;
                }

                gradients[input] = Sum(gradients.GetValueOrDefault(input), inputGradient);
                if (seen.Add(input))
                    pending.Enqueue(input, -input.Node.Step);
            }

            tensor.Node = null;
            ReleaseUnlessShared(outputGradient!, kept.Concat(gradients.Values));
        }
    }

    // Nobody but this pass has seen the gradient of a result in between, and the next operation needs memory of its size.
    // A view of it, as Reshape makes, may live on.
    private static void ReleaseUnlessShared(Tensor gradient, IEnumerable<Tensor> others)
    {
        if (!others.Any(gradient.SharesMemoryWith))
            gradient.Release();
    }

    // Not in place: either term may be the very tensor that another branch received as well.
    private static Tensor Sum(Tensor? sum, Tensor term)
    {
        if (sum is null)
            return term;
        var result = new Tensor(term.Shape, term.Device);
        Device.Of("Backward", sum, term).Kernel<Gradients.IKernel>().Add(sum, term, result);
        return result;
    }
}
