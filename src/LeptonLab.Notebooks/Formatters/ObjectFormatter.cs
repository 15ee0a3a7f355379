using System.Reflection;
using System.Runtime.CompilerServices;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>Objects that nobody made a formatter for: their public properties, as a table.</summary>
internal static class ObjectFormatter
{
    [ThreadStatic]
    private static int _depth;

    public static string Html(object value)
    {
        (string Name, object? Value)[] members = [.. Members(value)];
        if (members.Length == 0 || PlainText.WritesItself(value.GetType()) || _depth >= 2)
            return $"<code>{HtmlText.Escape(Text(value))}</code>";
        _depth++;
        try
        {
            return HtmlText.Table(
                [TypeName(value.GetType()), ""], members.Select(m => (IReadOnlyList<object?>)[m.Name, m.Value]), numbersRight: false);
        }
        finally
        {
            _depth--;
        }
    }

    public static string Text(object value)
    {
        Type type = value.GetType();
        MethodInfo? method = type.GetMethod(nameof(ToString), Type.EmptyTypes);
        return method?.DeclaringType == typeof(object) || method?.DeclaringType == typeof(ValueType)
            ? TypeName(type)
            : value.ToString() ?? "";
    }

    /// <summary>The public properties of a value, and the elements of a tuple.</summary>
    public static IEnumerable<(string Name, object? Value)> Members(object value)
    {
        if (value is ITuple tuple)
        {
            for (int i = 0; i < tuple.Length; i++)
                yield return ($"Item{i + 1}", tuple[i]);
            yield break;
        }

        Type type = value.GetType();
        foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
            yield return (field.Name, field.GetValue(value));
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanRead && property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike)
                yield return (property.Name, Read(property, value));
        }
    }

    public static string TypeName(Type type)
    {
        if (type.Name.StartsWith('<'))
            return "object";
        if (!type.IsGenericType)
            return type.Name;
        string arguments = string.Join(", ", type.GetGenericArguments().Select(TypeName));
        return $"{type.Name.Split('`')[0]}<{arguments}>";
    }

    private static object? Read(PropertyInfo property, object value)
    {
        try
        {
            return property.GetValue(value);
        }
        catch (Exception e) when (e is TargetInvocationException or NotSupportedException)
        {
            return $"({(e.InnerException ?? e).GetType().Name})";
        }
    }
}
