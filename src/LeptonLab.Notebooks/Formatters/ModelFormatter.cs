using LeptonLab.Nn;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>Models as tables.</summary>
internal static class ModelFormatter
{
    public static string Html(ModelSummary summary)
    {
        IEnumerable<IReadOnlyList<object?>> rows =
        [
            ["input", summary.InputShape.ToString(), "", ""],
            .. summary.Rows.Select(row => (IReadOnlyList<object?>)
                [row.Layer, row.OutputShape.ToString(), Figure.Count(row.Parameters), Figure.Count(row.MultiplyAdds)]),
            ["Total", "", Figure.Count(summary.Parameters), Figure.Count(summary.MultiplyAdds)],
        ];
        string table = HtmlText.Table(["Layer", "Output shape", "Parameters", "Multiply-adds"], rows);
        return $"<div class=\"lepton-model\">{table}</div>";
    }

}
