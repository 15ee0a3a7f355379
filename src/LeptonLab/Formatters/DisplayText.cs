using System.Globalization;
using System.Text;
using LeptonLab.Nn;
using LeptonLab.Training;

namespace LeptonLab.Formatters;

/// <summary>What a person reads where a notebook shows text only.</summary>
internal static class DisplayText
{
    private const char NarrowSpace = '\u202F';

    public static string Of(object value) => value switch
    {
        Tensor tensor => TensorText.Of(tensor),
        Sequential model => Of(model),
        History history => Of(history.Epochs),
        Evaluation evaluation => Of(evaluation),
        ConfusionMatrix matrix => Of(matrix),
        _ => value.ToString() ?? "",
    };

    /// <summary>A line for each layer, and the number of parameters.</summary>
    public static string Of(Sequential model)
    {
        IEnumerable<string> lines = model.Layers.Select(layer => $"{layer.Name,-16} {layer.Description,-32} {Count(layer.ParameterCount),12}");
        return string.Join('\n', lines.Append($"{"Total",-16} {"",-32} {Count(model.ParameterCount),12}"));
    }

    /// <summary>A line for each epoch.</summary>
    public static string Of(IEnumerable<EpochResult> epochs) => string.Join('\n', epochs.Select(epoch =>
    {
        string validation = epoch.Validation is { } v
            ? string.Create(CultureInfo.InvariantCulture, $"   validation loss {v.Loss:F4}   accuracy {Percent(v.Accuracy)}")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {epoch.Epoch,3}   loss {epoch.Loss:F4}   accuracy {Percent(epoch.Accuracy)}{validation}");
    }));

    /// <summary>What was measured, and the confusions.</summary>
    public static string Of(Evaluation evaluation) => $"{Line(evaluation)}\n{Of(evaluation.Confusion)}";

    /// <summary>A row for each true class.</summary>
    public static string Of(ConfusionMatrix matrix)
    {
        int width = Math.Max(6, matrix.Classes.Count == 0 ? 0 : matrix.Classes.Max(name => name.Length) + 1);
        var text = new StringBuilder(new string(' ', width)).AppendJoin("", matrix.Classes.Select(name => name.PadLeft(width)));
        for (int truth = 0; truth < matrix.Classes.Count; truth++)
        {
            text.Append('\n').Append(matrix.Classes[truth].PadRight(width));
            for (int predicted = 0; predicted < matrix.Classes.Count; predicted++)
                text.Append(matrix[truth, predicted].ToString(CultureInfo.InvariantCulture).PadLeft(width));
        }

        return text.ToString();
    }

    /// <summary>Loss and accuracy in a line.</summary>
    public static string Line(Evaluation evaluation) => string.Create(
        CultureInfo.InvariantCulture,
        $"loss {evaluation.Loss:F4}, accuracy {Percent(evaluation.Accuracy)} over {evaluation.Confusion.Total} samples");

    /// <summary>A share in per cent.</summary>
    public static string Percent(double share) =>
        double.IsNaN(share) ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    /// <summary>A count with its thousands apart: 1 245 258.</summary>
    public static string Count(long value) =>
        value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', NarrowSpace);
}
