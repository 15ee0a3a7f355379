using System.Text;

namespace LeptonLab.Nn;

/// <summary>The table of a model: each layer with its output shape and its number of parameters.</summary>
/// <param name="InputShape">The shape of one sample.</param>
/// <param name="Rows">One row a layer, in order.</param>
public sealed record ModelSummary(Shape InputShape, IReadOnlyList<LayerSummary> Rows)
{
    /// <summary>The parameters of all layers.</summary>
    public long Parameters => Rows.Sum(row => row.Parameters);

    /// <summary>The multiply-adds of one forward pass over one sample.</summary>
    public long MultiplyAdds => Rows.Sum(row => row.MultiplyAdds);

    /// <summary>The table as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int name = Math.Max(16, Rows.Count == 0 ? 0 : Rows.Max(row => row.Layer.Length));
        string line = new('─', name + 54);
        text.AppendLine($"{"Layer".PadRight(name)}  {"Output shape",-20}  {"Parameters",12}  {"Multiply-adds",16}");
        text.AppendLine(line);
        text.AppendLine($"{"input".PadRight(name)}  {InputShape.ToString(),-20}  {"",12}  {"",16}");
        foreach (LayerSummary row in Rows)
        {
            text.AppendLine(
                $"{row.Layer.PadRight(name)}  {row.OutputShape.ToString(),-20}  {row.Parameters,12:N0}  {row.MultiplyAdds,16:N0}");
        }

        text.AppendLine(line);
        text.Append($"{"Total".PadRight(name)}  {"",-20}  {Parameters,12:N0}  {MultiplyAdds,16:N0}");
        return text.ToString();
    }
}

/// <summary>One row of a <see cref="ModelSummary"/>.</summary>
/// <param name="Layer">Its description, such as <c>Conv2d 3×3, 3→32</c>.</param>
/// <param name="OutputShape">The shape that it gives for one sample, without the batch axis.</param>
/// <param name="Parameters">The number of trainable numbers in it.</param>
/// <param name="MultiplyAdds">The multiply-adds of one forward pass over one sample.</param>
public sealed record LayerSummary(string Layer, Shape OutputShape, long Parameters, long MultiplyAdds);
