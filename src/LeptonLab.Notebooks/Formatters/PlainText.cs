using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>Values that are best shown as plain text: scalars, lists of scalars and types that write themselves.</summary>
internal static class PlainText
{
    /// <summary>The text of such a value; null for values that deserve more than text.</summary>
    public static string? Of(object? value) => value switch
    {
        null => "null",
        string text => text,
        FormattedNumber figure => figure.Text,
        bool flag => flag ? "True" : "False",
        Tensor or Exception or Type => null,
        IFormattable scalar when IsScalar(scalar) => scalar.ToString(null, CultureInfo.InvariantCulture),
        char or Version or Uri => value.ToString(),
        IDictionary => null,
        Microsoft.AspNetCore.Html.IHtmlContent => null,
        Array { Rank: > 1 } => null,
        IEnumerable items when HoldsScalars(items) => List(items),
        _ => null,
    };

    public static bool IsNumber(object? value) => value is sbyte or byte or short or ushort or int or uint or long or ulong
        or float or double or decimal or Half or BigInteger or Int128 or UInt128 or FormattedNumber;

    /// <summary>Whether a type says itself how it is written, and not through the compiler's record or tuple.</summary>
    public static bool WritesItself(Type type)
    {
        MethodInfo? method = type.GetMethod(nameof(ToString), Type.EmptyTypes);
        Type? declaring = method?.DeclaringType;
        bool record = type.GetMethod("<Clone>$") is not null
            || (type.IsValueType && method?.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is not null);
        return declaring != typeof(object) && declaring != typeof(ValueType) && !record && !type.Name.StartsWith('<');
    }

    private static bool IsScalar(object value) => IsNumber(value) || value is Enum or DateTime or DateTimeOffset or DateOnly
        or TimeOnly or TimeSpan or Guid or Complex;

    private static bool HoldsScalars(IEnumerable items)
    {
        Type? element = items.GetType().GetInterfaces().Append(items.GetType())
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
        element = element is null ? null : Nullable.GetUnderlyingType(element) ?? element;
        return element is not null && (element.IsPrimitive || element.IsEnum || element == typeof(string)
            || element == typeof(decimal) || element == typeof(Half) || element == typeof(TimeSpan) || element == typeof(BigInteger)
            || element == typeof(DateTime) || element == typeof(Complex));
    }

    private static string List(IEnumerable items)
    {
        var texts = new List<string>();
        foreach (object? item in items)
        {
            if (texts.Count == CollectionFormatter.RowLimit)
            {
                texts.Add("…");
                break;
            }

            texts.Add(item is string text ? $"\"{text}\"" : Of(item) ?? "");
        }

        return $"[{string.Join(", ", texts)}]";
    }
}
