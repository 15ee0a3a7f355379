namespace LeptonLab.Formatters;

/// <summary>
/// Says how values of a type are shown in a notebook. Hosts of notebooks, .NET Interactive among them, look for an attribute
/// of this name in any namespace, so that a library needs no reference to them.
/// </summary>
/// <param name="formatterSourceType">Has a method <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>What makes the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;
}
