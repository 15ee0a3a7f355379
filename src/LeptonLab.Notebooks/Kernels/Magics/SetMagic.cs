using System.Globalization;
using LeptonLab.Notebooks.Kernels.Scripting;

namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary>
/// <c>#!set --name x --value …</c>: a new variable from text, from another variable (<c>@csharp:y</c>) or from the person
/// (<c>@input:question</c>, <c>@password:question</c>).
/// </summary>
internal static class SetMagic
{
    public static async Task RunAsync(MagicCall call)
    {
        string name = call.Line.Required("#!set --name x --value 5", "--name", "-n");
        string source = call.Line.Required("#!set --name x --value 5", "--value", "-v");
        if (!Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(name))
            throw new DirectiveException(call.Line.Line, $"\"{name}\" is no name for a variable.");
        CellValue value = await ReadAsync(call, source).ConfigureAwait(false);
        await call.Kernel.Session.SetAsync(name, value.Value, value.Type).ConfigureAwait(false);
    }

    /// <summary>A variable by name.</summary>
    /// <exception cref="DirectiveException">There is none.</exception>
    public static CellValue Find(MagicCall call, string name)
    {
        CellVariable? variable = call.Kernel.Session.Variables.FirstOrDefault(v => v.Name == name);
        if (variable is not null)
            return new CellValue(variable.Value, variable.Type);
        IReadOnlyList<string> near = NearNames.Of(name, call.Kernel.Session.Variables.Select(v => v.Name));
        throw new DirectiveException(
            call.Line.Line, $"There is no variable {name}.{(near.Count > 0 ? $" Did you mean {string.Join(" or ", near)}?" : "")}");
    }

    private static async Task<CellValue> ReadAsync(MagicCall call, string source)
    {
        if (!source.StartsWith('@'))
            return Literal(source);
        string[] parts = source[1..].Split(':', 2);
        string what = parts.Length == 2 ? parts[1] : "";
        return parts[0].ToLowerInvariant() switch
        {
            "csharp" or "c#" or "value" => Find(call, what),
            "input" => new CellValue(await call.Kernel.ReadLineAsync(what, password: false).ConfigureAwait(false), typeof(string)),
            "password" => new CellValue(await call.Kernel.ReadLineAsync(what, password: true).ConfigureAwait(false), typeof(string)),
            _ => throw new DirectiveException(
                call.Line.Line, $"#!set cannot read from @{parts[0]}: write @csharp:name, @input:question or @password:question."),
        };
    }

    // As JSON would read it: a number, true or false, otherwise text.
    private static CellValue Literal(string text)
    {
        if (bool.TryParse(text, out bool flag))
            return new CellValue(flag, typeof(bool));
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole))
            return new CellValue(whole, typeof(int));
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? new CellValue(number, typeof(double))
            : new CellValue(text, typeof(string));
    }
}

/// <summary>A value on its way into a variable.</summary>
/// <param name="Value">The value.</param>
/// <param name="Type">The type of the variable.</param>
internal sealed record CellValue(object? Value, Type Type);
