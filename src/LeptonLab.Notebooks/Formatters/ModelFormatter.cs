using LeptonLab.Nn;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>Models as tables.</summary>
internal static class ModelFormatter
{
    public static string Html(ModelSummary summary)
    {
        IEnumerable<IReadOnlyList<object?>> rows =
        [
            ["input", summary.InputShape.ToString(), "", "", ""],
            .. summary.Rows.Select(row => (IReadOnlyList<object?>)
            [
                summary.Label(row), row.OutputShape.ToString(), FormattedNumber.Count(row.Parameters),
                FormattedNumber.Count(row.MultiplyAdds), ModelSummary.Bytes(row.OutputBytes),
            ]),
            ["Total", "", FormattedNumber.Count(summary.Parameters), FormattedNumber.Count(summary.MultiplyAdds), ModelSummary.Bytes(summary.OutputBytes)],
        ];
        string table = HtmlText.Table(["Layer", "Output shape", "Parameters", "Multiply-adds", "Memory"], rows);
        return $"<div class=\"lepton-model\">{table}</div>";
    }

    public static string Html(Sequential model)
    {
        IEnumerable<IReadOnlyList<object?>> rows =
        [
            .. model.Layers.Select(layer => (IReadOnlyList<object?>)[layer.Name ?? "", layer.Description, FormattedNumber.Count(Parameters(layer))]),
            ["Total", "", FormattedNumber.Count(Parameters(model))],
        ];
        return $"<div class=\"lepton-model\">{HtmlText.Table(["Name", "Layer", "Parameters"], rows)}</div>";
    }

    private static long Parameters(Layer layer) => layer.ParameterCount;
}
