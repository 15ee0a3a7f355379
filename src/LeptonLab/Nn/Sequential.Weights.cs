using System.Security.Cryptography;
using System.Text;
using LeptonLab.IO;

namespace LeptonLab.Nn;

public sealed partial class Sequential
{
    /// <summary>
    /// The SHA-256 of the weights, as hexadecimal digits: of every parameter's name, shape and numbers. Two models with the
    /// same fingerprint are the same to the bit.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Tensor parameter in Parameters)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{parameter.Name} {parameter.Shape}\n"));
            hash.AppendData(Safetensors.LittleEndian(parameter));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Saves the weights as safetensors; the file appears complete or not at all.</summary>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    public void Save(string path) => Safetensors.Write(
        path, Parameters.Select(parameter => KeyValuePair.Create(parameter.Name!, parameter)));

    /// <summary>Loads weights that <see cref="Save"/> wrote into a model with the same layers.</summary>
    /// <exception cref="LeptonException">The file cannot be read, or holds other parameters than this model.</exception>
    public void Load(string path)
    {
        IReadOnlyDictionary<string, Tensor> saved = Safetensors.Read(path);
        foreach (Tensor parameter in Parameters)
        {
            if (!saved.TryGetValue(parameter.Name!, out Tensor? values))
                throw new LeptonException($"'{path}' has no '{parameter.Name}'. It holds {string.Join(", ", saved.Keys)}.");
            if (values.Shape != parameter.Shape)
            {
                throw new LeptonException(
                    $"'{path}': '{parameter.Name}' is {values.Shape}, but this model has {parameter.Shape}. "
                    + "Was it trained for another image size or number of classes?");
            }
        }

        foreach (Tensor parameter in Parameters)
            saved[parameter.Name!].AsSpan().CopyTo(parameter.AsSpan());
    }
}
