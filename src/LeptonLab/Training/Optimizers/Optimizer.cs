namespace LeptonLab.Training;

/// <summary>Changes parameters so that the loss becomes smaller, given its gradient.</summary>
public abstract class Optimizer
{
    /// <summary>Sets the learning rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a positive number.</exception>
    protected Optimizer(float learningRate)
    {
        if (!(learningRate > 0) || float.IsInfinity(learningRate))
            throw new ArgumentOutOfRangeException(nameof(learningRate), $"A learning rate is a positive number; it was {learningRate}.");
        LearningRate = learningRate;
    }

    /// <summary>The size of a step. It may be changed between steps.</summary>
    public float LearningRate { get; set; }

    /// <summary>Moves every parameter that has a gradient by one step.</summary>
    /// <param name="parameters">The model's parameters, after <c>loss.Backward()</c>.</param>
    public abstract void Step(IReadOnlyList<Tensor> parameters);
}
