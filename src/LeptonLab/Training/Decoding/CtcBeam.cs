using LeptonLab.Numerics;

namespace LeptonLab.Training;

/// <summary>The beginnings of texts that a prefix beam search follows through one sequence.</summary>
internal sealed class CtcBeam
{
    private readonly int _blank;
    private readonly int _width;
    private List<Prefix> _beam;

    internal CtcBeam(int blank, int width)
    {
        (_blank, _width) = (blank, width);
        _beam = [new Prefix(null, -1) { EndsInBlank = 0 }];
    }

    /// <summary>Goes on by one time step; <paramref name="log"/> has log y of each class.</summary>
    internal void Step(ReadOnlySpan<double> log)
    {
        var next = new List<Prefix>();
        foreach (Prefix prefix in _beam)
        {
            Touch(prefix);
            prefix.NextInBlank = LogSum(prefix.NextInBlank, prefix.Total + log[_blank]);
            if (prefix.Label >= 0)
                prefix.NextInLabel = LogSum(prefix.NextInLabel, prefix.EndsInLabel + log[prefix.Label]); // a repeat, merged
            for (int k = 0; k < log.Length; k++)
            {
                if (k == _blank)
                    continue;

                // The same label once more begins anew only behind a blank.
                Prefix longer = prefix.Child(k);
                Touch(longer);
                longer.NextInLabel = LogSum(longer.NextInLabel, (k == prefix.Label ? prefix.EndsInBlank : prefix.Total) + log[k]);
            }
        }

        foreach (Prefix prefix in next)
        {
            (prefix.EndsInBlank, prefix.EndsInLabel) = (prefix.NextInBlank, prefix.NextInLabel);
            (prefix.NextInBlank, prefix.NextInLabel, prefix.IsTouched) = (double.NegativeInfinity, double.NegativeInfinity, false);
        }

        // A stable sort: equals stay in the order of their classes.
        _beam = [.. next.OrderByDescending(prefix => prefix.Total).Take(_width)];

        void Touch(Prefix prefix)
        {
            if (!prefix.IsTouched)
                next.Add(prefix);
            prefix.IsTouched = true;
        }
    }

    internal CtcText[] Texts() => [.. _beam.Select(prefix => new CtcText(prefix.Labels(), prefix.Total))];

    private static double LogSum(double a, double b)
    {
        double largest = Math.Max(a, b), smallest = Math.Min(a, b);
        return double.IsNegativeInfinity(smallest) ? largest : largest + PortableMath.Log1P(PortableMath.Exp(smallest - largest));
    }

    /// <summary>A beginning, as the one before it and one more label, with the alignments that end in a blank and in that label.</summary>
    private sealed class Prefix(Prefix? before, int label)
    {
        private readonly Dictionary<int, Prefix> _children = [];

        internal int Label => label;

        internal double EndsInBlank { get; set; } = double.NegativeInfinity;

        internal double EndsInLabel { get; set; } = double.NegativeInfinity;

        internal double NextInBlank { get; set; } = double.NegativeInfinity;

        internal double NextInLabel { get; set; } = double.NegativeInfinity;

        internal bool IsTouched { get; set; }

        internal double Total => LogSum(EndsInBlank, EndsInLabel);

        internal Prefix Child(int next)
        {
            if (!_children.TryGetValue(next, out Prefix? child))
                _children[next] = child = new Prefix(this, next);
            return child;
        }

        internal int[] Labels()
        {
            var labels = new List<int>();
            for (Prefix prefix = this; prefix.Label >= 0; prefix = prefix.Before!)
                labels.Add(prefix.Label);
            labels.Reverse();
            return [.. labels];
        }

        private Prefix? Before => before;
    }
}
