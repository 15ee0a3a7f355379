using System.Globalization;
using System.Text;
using LeptonLab.Formatters;
using LeptonLab.Training;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>What training measured, as tables.</summary>
internal static class TrainingFormatter
{
    public static string Html(ConfusionMatrix matrix)
    {
        var html = new StringBuilder("<table class=\"lepton-table lepton-confusion\"><thead><tr><th>true ↓ taken for →</th>");
        foreach (string name in matrix.Classes)
            html.Append("<th>").Append(HtmlText.Escape(name)).Append("</th>");
        html.Append("<th>recall</th></tr></thead><tbody>");
        for (int truth = 0; truth < matrix.Classes.Count; truth++)
        {
            int all = Enumerable.Range(0, matrix.Classes.Count).Sum(predicted => matrix[truth, predicted]);
            html.Append("<tr><th>").Append(HtmlText.Escape(matrix.Classes[truth])).Append("</th>");
            for (int predicted = 0; predicted < matrix.Classes.Count; predicted++)
            {
                int count = matrix[truth, predicted];
                int share = all == 0 ? 0 : (int)Math.Round(75.0 * count / all);
                string colour = truth == predicted ? "46,139,87" : "205,92,72";
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"number\" style=\"text-align:right;background:rgba({colour},{share / 100.0:0.##})\">{count}</td>");
            }

            html.Append("<td class=\"number\" style=\"text-align:right\">").Append(DisplayText.Percent(matrix.Recall(truth))).Append("</td></tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }

    public static string Html(Evaluation evaluation) =>
        $"<p>{HtmlText.Escape(DisplayText.Line(evaluation))}</p>{Html(evaluation.Confusion)}";

    public static string Html(IEnumerable<EpochResult> epochs)
    {
        EpochResult[] all = [.. epochs];
        bool validated = all.Any(epoch => epoch.Validation is not null);
        string[] headers = validated
            ? ["Epoch", "Loss", "Accuracy", "Validation loss", "Validation accuracy"]
            : ["Epoch", "Loss", "Accuracy"];
        return HtmlText.Table(headers, all.Select(epoch => Row(epoch, validated)));
    }

    private static List<object?> Row(EpochResult epoch, bool validated)
    {
        List<object?> row = [epoch.Epoch, new FormattedNumber($"{epoch.Loss:F4}"), new FormattedNumber(DisplayText.Percent(epoch.Accuracy))];
        if (validated)
        {
            row.Add(new FormattedNumber(epoch.Validation is { } v ? $"{v.Loss:F4}" : ""));
            row.Add(new FormattedNumber(epoch.Validation is { } w ? DisplayText.Percent(w.Accuracy) : ""));
        }

        return row;
    }
}
