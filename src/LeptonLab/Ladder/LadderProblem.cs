namespace LeptonLab.Ladders;

/// <summary>Something to compute: operands drawn from a seed, results, and the truth about them.</summary>
public abstract class LadderProblem
{
    /// <summary>What is computed, with its sizes.</summary>
    public abstract string Description { get; }

    /// <summary>The largest <see cref="Difference"/> that rounding can explain.</summary>
    public virtual double Tolerance => 1e-4;

    /// <summary>
    /// The multiply-adds of the plain loops. A rung that gets by with fewer, such as Winograd's, is measured by these as
    /// well: it may pass the machine's peak.
    /// </summary>
    public abstract long MultiplyAdds(RungPass pass);

    /// <summary>The compulsory traffic in bytes: every operand is read once and every result written once.</summary>
    public abstract long Bytes(RungPass pass);

    /// <summary>Undoes what rungs have written, so that a result that nobody writes shows.</summary>
    public abstract void Reset(RungPass pass);

    /// <summary>
    /// The largest difference of the results from the plain loops in double, relative to the largest magnitude; of large
    /// results it looks at a sample.
    /// </summary>
    public abstract double Difference(RungPass pass);
}
