namespace LeptonLab.Training;

/// <summary>
/// What a loss function tells about its batch besides the loss: how much the batch counts, and measurements of the user's
/// own. They come as numbers of each step and each epoch in the <see cref="History"/>, and in an <see cref="Evaluation"/>.
/// </summary>
public sealed class Measures
{
    private readonly List<(string Name, double Sum, double? Count)> _added = [];

    internal Measures(double weight, ConfusionMatrix? confusion = null) => (Weight, Confusion) = (weight, confusion);

    /// <summary>
    /// How much the loss of this batch counts in means over batches, and its gradient where several batches make a step.
    /// The number of samples unless set: set it to what the loss was divided by, such as the tokens that are not padding.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or NaN.</exception>
    public double Weight
    {
        get;
        set
        {
            if (!(value >= 0) || double.IsInfinity(value))
                throw new ArgumentOutOfRangeException(nameof(value), $"The weight of a batch is a number from 0 on; it was {value}.");
            field = value;
        }
    }

    internal ConfusionMatrix? Confusion { get; }

    internal IEnumerable<(string Name, double Sum, double Count)> All => _added.Select(added =>
        added.Count is { } count ? (added.Name, added.Sum, count) : (added.Name, added.Sum * Weight, Weight));

    /// <summary>Adds a mean over this batch, such as an intersection over union; batches count by their <see cref="Weight"/>.</summary>
    /// <param name="name">The name of the measurement.</param>
    /// <param name="value">Its value for this batch.</param>
    public void Add(string name, double value) => _added.Add((Named(name), value, null));

    /// <summary>
    /// Adds the two parts of a quotient, such as right answers and answers, or errors and letters: over several batches it
    /// is Σ sum / Σ count.
    /// </summary>
    /// <param name="name">The name of the measurement; <c>accuracy</c> shows in progress and curves.</param>
    /// <param name="sum">The dividend.</param>
    /// <param name="count">The divisor.</param>
    public void Add(string name, double sum, double count) => _added.Add((Named(name), sum, count));

    private static string Named(string name) => string.IsNullOrWhiteSpace(name)
        ? throw new ArgumentException("A measurement has a name, such as \"mIoU\"; it got an empty one.", nameof(name))
        : name;
}
