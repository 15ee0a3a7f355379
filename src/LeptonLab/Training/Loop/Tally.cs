namespace LeptonLab.Training;

/// <summary>Losses and measurements added up over batches: of a step, of an epoch, of an evaluation.</summary>
internal sealed class Tally
{
    internal const string AccuracyName = "accuracy";
    private readonly SortedDictionary<string, Quotient> _measures = new(StringComparer.Ordinal);

    internal double LossSum { get; private set; }

    internal double Weight { get; private set; }

    /// <summary>The mean loss; NaN before the first batch.</summary>
    internal double Loss => LossSum / Weight;

    /// <summary>The share of right answers; NaN if nobody measures it.</summary>
    internal double Accuracy => _measures.TryGetValue(AccuracyName, out Quotient accuracy) ? accuracy.Value : double.NaN;

    /// <summary>The measurements by name.</summary>
    internal IReadOnlyDictionary<string, double> Values => _measures.ToDictionary(measure => measure.Key, measure => measure.Value.Value);

    /// <summary>Adds a batch.</summary>
    internal void Add(float loss, Measures measures)
    {
        LossSum += loss * measures.Weight;
        Weight += measures.Weight;
        foreach ((string name, double sum, double count) in measures.All)
        {
            Quotient before = _measures.GetValueOrDefault(name, new Quotient(0, 0));
            _measures[name] = new Quotient(before.Sum + sum, before.Count + count);
        }
    }

    internal Saved Export() => new(LossSum, Weight, new Dictionary<string, Quotient>(_measures));

    internal static Tally Import(Saved saved)
    {
        var tally = new Tally { LossSum = saved.LossSum, Weight = saved.Weight };
        foreach ((string name, Quotient measure) in saved.Measures)
            tally._measures[name] = measure;
        return tally;
    }

    internal readonly record struct Quotient(double Sum, double Count)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public double Value => Sum / Count;
    }

    internal sealed record Saved(double LossSum, double Weight, Dictionary<string, Quotient> Measures);
}
