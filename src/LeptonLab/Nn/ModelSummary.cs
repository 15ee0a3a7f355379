using System.Text;
using LeptonLab.Formatters;

namespace LeptonLab.Nn;

/// <summary>The table of a model: each layer with its output shape and its number of parameters.</summary>
/// <param name="InputShape">The shape of one sample.</param>
/// <param name="Rows">One row a layer, in order.</param>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed record ModelSummary(Shape InputShape, IReadOnlyList<LayerSummary> Rows)
{
    /// <summary>The parameters of all layers.</summary>
    public long Parameters => Rows.Sum(row => row.Parameters);

    /// <summary>The multiply-adds of one forward pass over one sample.</summary>
    public long MultiplyAdds => Rows.Sum(row => row.MultiplyAdds);

    /// <summary>The bytes of the parameters.</summary>
    public long ParameterBytes => Parameters * sizeof(float);

    /// <summary>
    /// The bytes of all outputs for one sample: what training keeps for the backward pass, per sample, before neighbours
    /// are fused. Training needs, beside them, the parameters, their gradients and the optimizer's moments (Adam has two).
    /// </summary>
    public long OutputBytes => Rows.Sum(row => row.OutputBytes);

    /// <summary>The table as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int name = Math.Max(16, Rows.Select(row => Label(row).Length).DefaultIfEmpty().Max());
        string line = new('─', name + 66);
        text.AppendLine($"{"Layer".PadRight(name)}  {"Output shape",-20}  {"Parameters",12}  {"Multiply-adds",16}  {"Memory",10}");
        text.AppendLine(line);
        text.AppendLine($"{"input".PadRight(name)}  {InputShape.ToString(),-20}");
        foreach (LayerSummary row in Rows)
        {
            text.AppendLine(
                $"{Label(row).PadRight(name)}  {row.OutputShape.ToString(),-20}  {row.Parameters,12:N0}  {row.MultiplyAdds,16:N0}  {Bytes(row.OutputBytes),10}");
        }

        text.AppendLine(line);
        text.AppendLine($"{"Total".PadRight(name)}  {"",-20}  {Parameters,12:N0}  {MultiplyAdds,16:N0}  {Bytes(OutputBytes),10}");
        text.Append($"{"".PadRight(name)}  {"bytes of the parameters",-20} {Bytes(ParameterBytes),10}");
        return text.ToString();
    }

    /// <summary>The layer's description, behind its path where the model has layers in layers.</summary>
    public string Label(LayerSummary row) => Rows.Any(other => other.Path.Contains('.')) ? $"{row.Path}  {row.Layer}" : row.Layer;

    /// <summary>A number of bytes, such as <c>1.5 MB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000_000 => FormattableString.Invariant($"{bytes / 1e3:0.#} kB"),
        < 1_000_000_000 => FormattableString.Invariant($"{bytes / 1e6:0.#} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e9:0.##} GB"),
    };
}

/// <summary>One row of a <see cref="ModelSummary"/>.</summary>
/// <param name="Layer">Its description, such as <c>Conv2d 3×3, 3→32</c>.</param>
/// <param name="OutputShape">The shape that it gives for one sample, without the batch axis.</param>
/// <param name="Parameters">The number of trainable numbers in it.</param>
/// <param name="MultiplyAdds">The multiply-adds of one forward pass over one sample.</param>
public sealed record LayerSummary(string Layer, Shape OutputShape, long Parameters, long MultiplyAdds)
{
    /// <summary>Where the layer is in the model, such as <c>layer1.0.conv1</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>The bytes of its output for one sample.</summary>
    public long OutputBytes => (long)OutputShape.Count * sizeof(float);

    internal Module? Source { get; init; }
}
