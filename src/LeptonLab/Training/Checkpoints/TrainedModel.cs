using System.Text.Json;
using System.Text.Json.Serialization;
using LeptonLab.IO;
using LeptonLab.Nn;

namespace LeptonLab.Training;

/// <summary>
/// A trained model in one file: its weights, and the history of their training with all curves. It is a safetensors file,
/// which <see cref="Module.Load"/> and other programs read as well. To go on with a training run use <see cref="CheckpointFile"/>.
/// </summary>
public static class TrainedModel
{
    private const string Format = "LeptonLab trained model", FormatKey = "format", HistoryKey = "history", HistoryPrefix = "history/";

    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <param name="path">Usually <c>*.safetensors</c>.</param>
    /// <param name="model">Whose weights.</param>
    /// <param name="history">How they were trained.</param>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    public static void Save(string path, Module model, History history)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(history);
        var curves = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        EpochText[] epochs = HistoryRecord.Export(history, curves);
        string text = JsonSerializer.Serialize(new HistoryText(epochs, [.. history.StepMetrics.Keys]), Json);
        Safetensors.Write(
            path,
            model.Weights().Concat(curves.OrderBy(curve => curve.Key, StringComparer.Ordinal)),
            new Dictionary<string, string> { [FormatKey] = Format, [HistoryKey] = text });
    }

    /// <summary>Loads the weights into a model with the same layers.</summary>
    /// <returns>How they were trained.</returns>
    /// <exception cref="LeptonException">
    /// The file cannot be read, is no trained model, or holds other weights than this model has; the model is unchanged then.
    /// </exception>
    public static History Load(string path, Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        History history = ReadHistory(path);
        model.Load(path);
        return history;
    }

    private static History ReadHistory(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault(FormatKey) != Format)
            throw new LeptonException($"'{path}' holds no history of a training. Weights alone are read by model.Load.");
        try
        {
            HistoryText text = JsonSerializer.Deserialize<HistoryText>(file.Metadata.GetValueOrDefault(HistoryKey) ?? "", Json)
                ?? throw new JsonException("its history is null");
            var curves = file.Entries.Where(entry => entry.Name.StartsWith(HistoryPrefix, StringComparison.Ordinal))
                .ToDictionary(entry => entry.Name, entry => file.Read(entry.Name));
            return HistoryRecord.Import(curves, text.Epochs, text.StepMetrics);
        }
        catch (JsonException error)
        {
            throw Checkpoint.Damaged(path, error.Message);
        }
    }

    private sealed record HistoryText(EpochText[] Epochs, string[] StepMetrics);
}
