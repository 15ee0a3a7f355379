using System.Security.Cryptography;
using System.Text;
using LeptonLab.IO;

namespace LeptonLab.Nn;

public abstract partial class Module
{
    /// <summary>
    /// The SHA-256 of the weights, as hexadecimal digits: of every parameter's and buffer's path, shape and numbers. Two
    /// models with the same fingerprint are the same to the bit.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string path, Tensor tensor) in Weights())
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path} {tensor.Shape}\n"));
            hash.AppendData(Safetensors.LittleEndian(tensor));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Saves parameters and buffers as safetensors; the file appears complete or not at all.</summary>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    public void Save(string path) => Safetensors.Write(path, Weights());

    /// <summary>Loads what <see cref="Save"/> wrote into a model with the same layers.</summary>
    /// <exception cref="LeptonException">
    /// The file cannot be read, or holds other parameters than this model; the model is unchanged then.
    /// </exception>
    public void Load(string path)
    {
        IReadOnlyDictionary<string, Tensor> saved = Safetensors.Read(path);
        KeyValuePair<string, Tensor>[] own = [.. Weights()];
        foreach ((string name, Tensor tensor) in own)
        {
            if (!saved.TryGetValue(name, out Tensor? values))
                throw new LeptonException($"'{path}' has no '{name}'. It holds {string.Join(", ", saved.Keys)}.");
            if (values.Shape != tensor.Shape)
            {
                throw new LeptonException(
                    $"'{path}': '{name}' is {values.Shape}, but this model has {tensor.Shape}. "
                    + "Was it trained for another image size or number of classes?");
            }
        }

        foreach ((string name, Tensor tensor) in own)
            tensor.CopyFrom(saved[name]);
    }

    /// <summary>Parameters and buffers with their paths.</summary>
    internal IEnumerable<KeyValuePair<string, Tensor>> Weights() => NamedParameters().Concat(NamedBuffers());
}
