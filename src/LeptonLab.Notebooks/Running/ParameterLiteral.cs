using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LeptonLab.Notebooks.Running;

/// <summary>Turns the text of a command line into a C# literal of the parameter's type.</summary>
internal static class ParameterLiteral
{
    /// <exception cref="LeptonException">The text is no value of that type.</exception>
    public static string Of(Parameter parameter, string text)
    {
        ITypeSymbol type = parameter.Type;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        string? literal = Element(type) is { } element ? List(element, text) : Single(type, text);
        if (literal is not null)
            return literal;
        throw new LeptonException(
            $"The parameter {parameter.Name} is of the type {parameter.TypeName}, and \"{text}\" is not {Expected(type)}.");
    }

    private static string? Single(ITypeSymbol type, string text) =>
        type.TypeKind == TypeKind.Enum ? Enumeration(type, text) : Scalar(type.SpecialType, text.Trim(), text);

    // 32,64,128 or [32, 64, 128]
    private static string? List(ITypeSymbol element, string text)
    {
        string items = text.Trim();
        if (items is ['[', .., ']'])
            items = items[1..^1];
        string?[] literals = string.IsNullOrWhiteSpace(items) ? [] : [.. items.Split(',', StringSplitOptions.TrimEntries).Select(item => Single(element, item))];
        return literals.Contains(null) ? null : $"[{string.Join(", ", literals)}]";
    }

    private static ITypeSymbol? Element(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1, ElementType: var element } => element,
        INamedTypeSymbol { Name: "List" or "IReadOnlyList" or "IEnumerable" or "IList", TypeArguments: [var element] } => element,
        _ => null,
    };

    private static string? Scalar(SpecialType type, string text, string raw)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        const NumberStyles whole = NumberStyles.AllowLeadingSign;
        return type switch
        {
            SpecialType.System_String => SymbolDisplay.FormatLiteral(raw, quote: true),
            SpecialType.System_Boolean => bool.TryParse(text, out bool flag) ? (flag ? "true" : "false") : null,
            SpecialType.System_Char => raw.Length == 1 ? SymbolDisplay.FormatLiteral(raw[0], quote: true) : null,
            SpecialType.System_Byte => byte.TryParse(text, whole, invariant, out byte b) ? $"{b}" : null,
            SpecialType.System_Int16 => short.TryParse(text, whole, invariant, out short s) ? $"{s}" : null,
            SpecialType.System_Int32 => int.TryParse(text, whole, invariant, out int i) ? $"{i}" : null,
            SpecialType.System_UInt32 => uint.TryParse(text, whole, invariant, out uint u) ? $"{u}U" : null,
            SpecialType.System_Int64 => long.TryParse(text, whole, invariant, out long l) ? $"{l}L" : null,
            SpecialType.System_UInt64 => ulong.TryParse(text, whole, invariant, out ulong ul) ? $"{ul}UL" : null,
            SpecialType.System_Single => float.TryParse(text, NumberStyles.Float, invariant, out float f) && float.IsFinite(f)
                ? f.ToString("R", invariant) + "F" : null,
            SpecialType.System_Double => double.TryParse(text, NumberStyles.Float, invariant, out double d) && double.IsFinite(d)
                ? d.ToString("R", invariant) + "D" : null,
            SpecialType.System_Decimal => decimal.TryParse(text, NumberStyles.Float, invariant, out decimal m)
                ? m.ToString(invariant) + "M" : null,
            _ => null,
        };
    }

    private static string? Enumeration(ITypeSymbol type, string text)
    {
        IFieldSymbol? member = Members(type).FirstOrDefault(m => m.Name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
        return member is null ? null : $"{type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{member.Name}";
    }

    private static IEnumerable<IFieldSymbol> Members(ITypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue);

    private static string Expected(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "true or false",
        SpecialType.System_Char => "a single character",
        SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal => "a number such as 0.5 or 1e-3",
        _ when Element(type) is { } element => $"a list such as a,b,c in which each is {Expected(element)}",
        SpecialType.None when type.TypeKind == TypeKind.Enum => $"one of {string.Join(", ", Members(type).Select(m => m.Name))}",
        >= SpecialType.System_SByte and <= SpecialType.System_UInt64 => "a whole number in its range",
        _ => "something that can be given on the command line (numbers, texts, true and false can, and lists of them)",
    };
}
