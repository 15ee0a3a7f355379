using System.Globalization;
using System.Reflection;

namespace LeptonLab.Data;

/// <summary>Options of a generator from texts <c>Name=value</c>.</summary>
internal static class OptionSettings
{
    /// <summary>Options with these settings; the others keep their values.</summary>
    /// <exception cref="LeptonException">A setting is unknown, or its value is not of its kind.</exception>
    internal static object Parse(Type type, IEnumerable<string> settings)
    {
        object options = Activator.CreateInstance(type)!;
        PropertyInfo[] known = [.. type.GetProperties().Where(property => property.CanWrite)];
        foreach (string setting in settings)
        {
            string[] parts = setting.Split('=', 2);
            string name = parts[0].Trim().Replace("-", "", StringComparison.Ordinal);
            PropertyInfo property = known.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new LeptonException(
                    $"There is no setting '{parts[0].Trim()}'. Known are "
                    + $"{string.Join(", ", known.Select(one => one.Name).Order(StringComparer.Ordinal))}.");
            if (parts.Length == 1)
                throw new LeptonException($"'{setting}' has no value: write {property.Name}=VALUE.");
            property.SetValue(options, Value(property, parts[1].Trim()));
        }

        return options;
    }

    private static object Value(PropertyInfo property, string text)
    {
        Type type = property.PropertyType;
        if (type == typeof(string))
            return text;
        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole)
                ? whole
                : throw Wrong(property, "a whole number", text);
        }

        if (type == typeof(double))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number
                : throw Wrong(property, "a number such as 0.5", text);
        }

        if (type.IsEnum)
            return OneOf(property, type, text);
        Type element = type.GetGenericArguments()[0];
        string[] items = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var list = Array.CreateInstance(element, items.Length);
        for (int i = 0; i < items.Length; i++)
            list.SetValue(OneOf(property, element, items[i]), i);
        return list;
    }

    private static object OneOf(PropertyInfo property, Type type, string text)
    {
        string? name = Enum.GetNames(type).FirstOrDefault(one => string.Equals(one, text, StringComparison.OrdinalIgnoreCase));
        return name is null ? throw Wrong(property, $"one of {string.Join(", ", Enum.GetNames(type))}", text) : Enum.Parse(type, name);
    }

    private static LeptonException Wrong(PropertyInfo property, string expected, string text) =>
        new($"{property.Name} is {expected}, not '{text}'.");
}
