using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>
/// Formatters that a library brings for its own types without a reference to any notebook: a type has an attribute called
/// <c>TypeFormatterSourceAttribute</c> that names a source, whose <c>CreateTypeFormatters()</c> gives objects with a
/// <c>MimeType</c> and a <c>Format(object, TextWriter)</c>. All are found by name.
/// </summary>
internal static class ConventionFormatters
{
    private const string AttributeName = "TypeFormatterSourceAttribute";
    private static readonly ConcurrentDictionary<Type, bool> Seen = new();

    /// <summary>Registers the formatters of a type, the first time that a value of it is shown.</summary>
    public static void Ensure(Type type)
    {
        for (Type? declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            if (Seen.TryAdd(declaring, true))
                Register(declaring);
        }
    }

    /// <summary>Looks again, after the formatters were set back.</summary>
    public static void Forget() => Seen.Clear();

    private static void Register(Type type)
    {
        Attribute? attribute = type.GetCustomAttributes(inherit: false).OfType<Attribute>()
            .FirstOrDefault(candidate => candidate.GetType().Name == AttributeName);
        if (attribute is null || Property(attribute, "FormatterSourceType") is not Type sourceType)
            return;
        object source = Activator.CreateInstance(sourceType)!;
        if (Call(source, "CreateTypeFormatters") is not IEnumerable formatters)
            return;
        foreach (object formatter in formatters)
            Register(type, formatter);
        if (Property(attribute, "PreferredMimeTypes") is string[] { Length: > 0 } preferred)
            Formatter.SetPreferredMimeTypesFor(type, preferred);
    }

    private static void Register(Type type, object formatter)
    {
        if (formatter is ITypeFormatter own)
        {
            // What a lesson, or the kernel, has registered for the type itself has precedence over the library's.
            if (!NotebookFormatters.IsRegistered(own.Type, own.MimeType))
                Formatter.Register(own);
            return;
        }

        MethodInfo? format = formatter.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)]);
        if (format is null || Property(formatter, "MimeType") is not string mimeType)
        {
            throw new LeptonException(
                $"{formatter.GetType().Name} is no formatter for {type.Name}: it needs a property MimeType and a method Format(object, TextWriter).");
        }

        if (!NotebookFormatters.IsRegistered(type, mimeType))
            Formatter.Register(type, (value, writer) => format.Invoke(formatter, [value, writer]), mimeType);
    }

    private static object? Property(object owner, string name) => owner.GetType().GetProperty(name)?.GetValue(owner);

    private static object? Call(object owner, string name) => owner.GetType().GetMethod(name, Type.EmptyTypes)?.Invoke(owner, null);
}
