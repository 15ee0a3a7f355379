namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>Types as a program writes them.</summary>
internal static class CSharpTypeName
{
    /// <summary>The full name; null for a type that has none, such as an anonymous or a private one.</summary>
    public static string? Of(Type type)
    {
        if (!type.IsVisible || type.IsPointer || type.IsByRef || type.Name.Contains('<', StringComparison.Ordinal))
            return null;
        if (type.IsArray)
            return Of(type.GetElementType()!) is { } element ? $"{element}[{new string(',', type.GetArrayRank() - 1)}]" : null;
        string[]? arguments = type.IsGenericType ? [.. type.GetGenericArguments().Select(a => Of(a) ?? "")] : [];
        if (arguments.Contains(""))
            return null;
        string name = (type.FullName ?? type.Name).Split('[')[0].Replace('+', '.');
        int used = 0;
        string[] parts = name.Split('.');
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Split('`') is not [var plain, var count])
                continue;
            int own = int.Parse(count, System.Globalization.CultureInfo.InvariantCulture);
            parts[i] = $"{plain}<{string.Join(", ", arguments.Skip(used).Take(own))}>";
            used += own;
        }

        return "global::" + string.Join('.', parts);
    }
}
