namespace LeptonLab.Ops;

/// <summary>One step of a running average: a ← a + s (θ − a), element by element; for <see cref="Training.WeightAverage"/>.</summary>
public static class AverageStep
{
    /// <summary>What a device provides for this step.</summary>
    public interface IKernel
    {
        /// <summary>Makes the step.</summary>
        /// <param name="average">a, changed in place.</param>
        /// <param name="value">θ, in the same shape.</param>
        /// <param name="share">s.</param>
        void Run(Tensor average, Tensor value, float share);
    }
}
