namespace LeptonLab.Ops;

/// <summary>Arithmetic on gradients between the backward pass and the optimizer: element by element, any shape.</summary>
public static class Gradients
{
    /// <summary>What a device provides for it.</summary>
    public interface IKernel
    {
        /// <summary>y = a + b, all of one shape; any of them may be the same.</summary>
        void Add(Tensor a, Tensor b, Tensor y);

        /// <summary>y = x · scale; y may be x.</summary>
        void Scale(Tensor x, Tensor y, float scale);

        /// <summary>y = x where it is within −most … most, else the nearer bound; NaN stays.</summary>
        void Clamp(Tensor x, Tensor y, float most);

        /// <summary>Σ x² over all elements of all tensors.</summary>
        double SumOfSquares(IReadOnlyList<Tensor> tensors);
    }
}
