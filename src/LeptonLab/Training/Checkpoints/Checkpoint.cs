using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeptonLab.IO;

namespace LeptonLab.Training;

/// <summary>
/// A training run on disk: a safetensors file whose tensors are weights, moments and the like, and whose metadata hold the
/// rest as JSON, with the SHA-256 of all of it.
/// </summary>
internal sealed record Checkpoint(CheckpointText Text, IReadOnlyDictionary<string, Tensor> Tensors)
{
    private const string Format = "LeptonLab training run", Version = "1";
    private const string FormatKey = "format", VersionKey = "version", TextKey = "run", HashKey = "sha256";

    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    internal void Write(string path)
    {
        string text = JsonSerializer.Serialize(Text, Json);
        Safetensors.Write(path, Tensors, new Dictionary<string, string>
        {
            [FormatKey] = Format,
            [VersionKey] = Version,
            [TextKey] = text,
            [HashKey] = Hash(text, Tensors),
        });
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="LeptonException">It cannot be read, is damaged, or is no checkpoint.</exception>
    internal static Checkpoint Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault(FormatKey) != Format)
            throw new LeptonException($"'{path}' is no checkpoint of a training run. Weights alone are read by model.Load.");
        if (file.Metadata.GetValueOrDefault(VersionKey) is var version and not Version)
            throw new LeptonException($"'{path}' is a checkpoint of version {version}; this program reads version {Version}.");
        var tensors = file.Entries.ToDictionary(entry => entry.Name, entry => file.Read(entry.Name));
        string text = file.Metadata.GetValueOrDefault(TextKey) ?? "";
        if (file.Metadata.GetValueOrDefault(HashKey) != Hash(text, tensors))
            throw Damaged(path, "its contents do not fit its SHA-256");
        try
        {
            CheckpointText? content = JsonSerializer.Deserialize<CheckpointText>(text, Json);
            return content is null ? throw Damaged(path, "it says nothing of the run") : new Checkpoint(content, tensors);
        }
        catch (JsonException error)
        {
            throw Damaged(path, error.Message);
        }
    }

    internal static LeptonException Damaged(string path, string reason) => new(
        $"'{path}' is a damaged checkpoint: {reason}. Take a copy of it if there is one, or delete it to start anew.");

    /// <summary>A tensor by name.</summary>
    /// <exception cref="LeptonException">There is none.</exception>
    internal Tensor Tensor(string name) => Tensors.TryGetValue(name, out Tensor? tensor)
        ? tensor
        : throw new LeptonException($"The checkpoint has no '{name}': it is damaged.");

    /// <summary>What was saved for the optimizer, a callback and so on.</summary>
    /// <exception cref="LeptonException">There is nothing of that name.</exception>
    internal SavedState State(string name)
    {
        if (!Text.States.TryGetValue(name, out StateText? state))
            throw new LeptonException($"The checkpoint has no state of the {name}: it is damaged.");
        string prefix = $"{name}/";
        var tensors = Tensors.Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(tensor => tensor.Key[prefix.Length..], tensor => tensor.Value);
        return new SavedState(state.Kind, state.Numbers, tensors);
    }

    private static string Hash(string text, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        foreach ((string name, Tensor tensor) in tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{name} {tensor.Shape}\n"));
            hash.AppendData(Safetensors.LittleEndian(tensor));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
