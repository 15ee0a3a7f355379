using System.Reflection;
using Microsoft.CodeAnalysis;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>A variable of the notebook.</summary>
/// <param name="Symbol">What the compiler knows of it.</param>
/// <param name="Field">Where its value is.</param>
/// <param name="Instance">The cell that declared it.</param>
internal sealed record CellVariable(IFieldSymbol Symbol, FieldInfo Field, object Instance)
{
    /// <summary>Its name.</summary>
    public string Name => Symbol.Name;

    /// <summary>Its type.</summary>
    public Type Type => Field.FieldType;

    /// <summary>Its type as it is written in C#.</summary>
    public string TypeName => Symbol.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    /// <summary>Its value.</summary>
    public object? Value
    {
        get => Field.GetValue(Instance);
        set => Field.SetValue(Instance, value);
    }

    /// <summary>The variables that a cell declares.</summary>
    public static IEnumerable<CellVariable> Of(Submission submission)
    {
        if (submission.Instance is not { } instance)
            yield break;
        foreach (IFieldSymbol symbol in submission.Members.OfType<IFieldSymbol>())
        {
            FieldInfo? field = instance.GetType().GetField(
                symbol.MetadataName, BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
            if (field is not null)
                yield return new CellVariable(symbol, field, instance);
        }
    }
}
