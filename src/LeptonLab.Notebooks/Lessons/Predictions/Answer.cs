using System.Globalization;
using System.Text.Json.Nodes;

namespace LeptonLab.Notebooks.Lessons.Predictions;

/// <summary>A number, a shape or a text, guessed or measured.</summary>
/// <param name="Text">As a person reads it.</param>
/// <param name="Number">The number, if it is one.</param>
internal sealed record Answer(string Text, double? Number = null)
{
    // A count is read digit by digit: 1048576, and not 1.04858E+06.
    public static Answer Of(double number) =>
        new(number.ToString(double.IsInteger(number) && Math.Abs(number) < 1e9 ? "F0" : "G6", CultureInfo.InvariantCulture), number);

    public static Answer Of(Shape shape) => new(shape.ToString());

    /// <summary>A number as a number, so that reports can compute with it.</summary>
    public JsonNode ToJson() => Number is { } number && double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(Text);
}
