using System.Diagnostics.CodeAnalysis;
using LeptonLab.Notebooks.Kernels.Scripting;

namespace Microsoft.DotNet.Interactive.CSharp;

/// <summary>The kernel that runs the cell, with its variables by name.</summary>
public sealed class CSharpKernel : Kernel
{
    internal CSharpKernel()
    {
    }

    /// <summary>Reads a variable.</summary>
    /// <typeparam name="T">What it is expected to hold.</typeparam>
    /// <returns>Whether there is one that does.</returns>
    public bool TryGetValue<T>(string name, [MaybeNullWhen(false)] out T value)
    {
        CellVariable? variable = Cell.Kernel.Session.Variables.FirstOrDefault(v => v.Name == name);
        bool found = variable?.Value is T;
        value = found ? (T)variable!.Value! : default;
        return found;
    }

    /// <summary>Declares a variable, which later cells see.</summary>
    public Task SetValueAsync(string name, object? value, Type? declaredType = null) =>
        Cell.Kernel.Session.SetAsync(name, value, declaredType ?? value?.GetType() ?? typeof(object));
}
