namespace LeptonLab.Notebooks.Packages;

/// <summary>A package cannot be had; the message says why and what to do.</summary>
/// <param name="line">The line of the cell that asks for it.</param>
/// <param name="message">What is wrong.</param>
internal sealed class PackageException(int line, string message) : Exception(message)
{
    /// <summary>The line of the cell.</summary>
    public int Line { get; } = line;
}
