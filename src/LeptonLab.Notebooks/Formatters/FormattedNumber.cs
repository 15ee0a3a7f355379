using LeptonLab.Formatters;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>A number that is already written as it should be read; tables set it to the right.</summary>
internal sealed record FormattedNumber(string Text)
{
    /// <summary>A count with its thousands apart: 1 245 258.</summary>
    public static FormattedNumber Count(long value) => new(DisplayText.Count(value));

    public override string ToString() => Text;
}
