using System.Text;
using LeptonLab.Nn;

namespace LeptonLab.IO;

/// <summary>
/// Exchanges weights with PyTorch by safetensors files of a model's <c>state_dict</c>: names as PyTorch has them, numbers in
/// its order, images channels first.
/// </summary>
/// <remarks>
/// Paths are those of the model's parts; layers of a <see cref="Sequential"/> that were not given names are numbered from 0,
/// as in <c>torch.nn.Sequential</c>. The first dense or recurrent layer behind convolutions is taken to read an image laid out as a vector
/// if it takes a multiple of their channels. <c>num_batches_tracked</c> is neither read nor written.
/// </remarks>
public static class PyTorchWeights
{
    private const string Ignored = "num_batches_tracked";
    private const int MostListed = 50;

    /// <summary>Loads weights into a model, all of them or none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">A safetensors file: <c>safetensors.torch.save_file(model.state_dict(), path)</c>.</param>
    /// <param name="input">
    /// The shape of one sample, such as [224, 224, 3]: needed only if images are laid out as vectors before any convolution.
    /// </param>
    /// <param name="skip">
    /// Parts that keep their weights, such as <c>fc</c> of a model with other classes; by their names in the file.
    /// </param>
    /// <exception cref="LeptonException">
    /// The file cannot be read, or does not fit: all tensors that are missing, left over or of another shape are listed.
    /// </exception>
    public static void Load(Module model, string path, Shape? input = null, IReadOnlyCollection<string>? skip = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = SafetensorsFile.Open(path);
        bool Reads(string name) => skip is null || !skip.Any(part => name == part || name.StartsWith(part + ".", StringComparison.Ordinal));
        PyTorchTensor[] wanted = [.. PyTorchMapping.Of(model, input).Where(tensor => Reads(tensor.Name))];
        SafetensorsEntry[] there = [.. file.Entries.Where(entry => Reads(entry.Name) && !IsIgnored(entry.Name))];
        if (Misfits(wanted, there) is { } misfits)
            throw new LeptonException($"'{path}' does not fit this model; nothing was changed.{misfits}");

        Tensor[] read = Array.ConvertAll(wanted, tensor => file.Read(tensor.Name));
        for (int i = 0; i < read.Length; i++)
            wanted[i].FromPyTorch(read[i].Values);
    }

    /// <summary>Saves the weights of a model for <c>model.load_state_dict(safetensors.torch.load_file(path))</c>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file to write; it appears complete or not at all.</param>
    /// <param name="input">As for <see cref="Load"/>.</param>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    public static void Save(Module model, string path, Shape? input = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Safetensors.Write(
            path,
            PyTorchMapping.Of(model, input).Select(tensor => KeyValuePair.Create(tensor.Name, tensor.ToPyTorch())),
            new Dictionary<string, string> { ["format"] = "pt" });
    }

    private static bool IsIgnored(string name) => name == Ignored || name.EndsWith("." + Ignored, StringComparison.Ordinal);

    // Everything that is wrong, so that nobody has to find out one by one; null if nothing is.
    private static string? Misfits(PyTorchTensor[] wanted, SafetensorsEntry[] there)
    {
        var shapes = there.ToDictionary(entry => entry.Name, entry => entry.Shape);
        HashSet<string> names = [.. wanted.Select(tensor => tensor.Name)];
        string[] unexpected = [.. there.Select(entry => entry.Name).Where(name => !names.Contains(name))];
        string[] missing = [.. wanted.Where(tensor => !shapes.ContainsKey(tensor.Name)).Select(tensor =>
            $"{tensor.Name} {tensor.Shape}"
            + (Names.Nearest(tensor.Name, unexpected) is { } near ? $" (is it {Names.Quote(near)}?)" : ""))];
        string[] misshaped = [.. wanted
            .Where(tensor => shapes.TryGetValue(tensor.Name, out Shape shape) && shape != tensor.Shape)
            .Select(tensor => $"{tensor.Name} is {shapes[tensor.Name]}, and {tensor.Shape} in this model")];

        var text = new StringBuilder();
        Describe(text, "Missing in the file", missing);
        Describe(text, "Not in the model", Array.ConvertAll(unexpected, Names.Quote));
        Describe(text, "Of another shape", misshaped);
        return text.Length == 0 ? null : text.ToString();
    }

    private static void Describe(StringBuilder text, string what, string[] items)
    {
        if (items.Length == 0)
            return;
        text.Append($"\n{what} ({items.Length:N0}):");
        foreach (string item in items.Take(MostListed))
            text.Append($"\n  {item}");
        if (items.Length > MostListed)
            text.Append($"\n  and {items.Length - MostListed:N0} more");
    }
}
