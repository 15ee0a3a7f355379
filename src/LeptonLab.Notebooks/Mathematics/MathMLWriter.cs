using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace LeptonLab.Notebooks.Mathematics;

/// <summary>Writes formulas as MathML Core, the part of MathML that browsers draw by themselves.</summary>
internal static class MathMLWriter
{
    private const string ThinSpace = "0.1667em";

    public static XElement Write(MathNode node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return Element(node);
    }

    private static XElement Element(MathNode node) => node switch
    {
        MathRow row => Row(row.Children),
        MathIdentifier { Upright: true } name when name.Text.Length == 1 =>
            new XElement("mi", new XAttribute("mathvariant", "normal"), name.Text),
        MathIdentifier name => new XElement("mi", name.Text),
        MathNumber number => new XElement("mn", number.Text),
        MathFunction function => Function(function, null, null),
        MathOperator sign => Operator(sign, prefix: false),
        MathText text => Text(text),
        MathSpace space => new XElement("mspace", new XAttribute("width", Em(space.Width))),
        MathFraction fraction => Fraction(fraction),
        MathRoot { Index: null } root => new XElement("msqrt", Write(root.Body)),
        MathRoot root => new XElement("mroot", Write(root.Body), Write(root.Index!)),
        MathScripts scripts => Scripts(scripts, Write(scripts.Base)),
        MathStack stack => Stack(stack),
        MathFence fence => Fence(fence),
        MathTable table => MathMLTable.Write(table),
        MathStyled styled when styled.Attribute == "displaystyle" => new XElement(
            "mstyle", new XAttribute("displaystyle", styled.Value), new XAttribute("scriptlevel", "0"), Write(styled.Body)),
        MathStyled styled => new XElement("mrow", new XAttribute(styled.Attribute, styled.Value), Write(styled.Body)),
        MathUnknown unknown => new XElement("mtext", new XAttribute("class", "tex-unknown"), new XAttribute("style", "color:#d33"), unknown.Text),
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    private static XElement Row(IReadOnlyList<MathNode> children)
    {
        var row = new XElement("mrow");
        for (int i = 0; i < children.Count; i++)
        {
            MathNode? before = i > 0 ? children[i - 1] : null;
            MathNode? after = i + 1 < children.Count ? children[i + 1] : null;
            row.Add(children[i] switch
            {
                MathFunction function => Function(function, before, after),
                MathScripts { Base: MathFunction function } scripts => Scripts(scripts, Function(function, before, after)),
                MathOperator { Text: "−" or "+" or "±" or "∓" } sign => Operator(sign, prefix: before is null || Opens(before)),
                _ => Write(children[i]),
            });
        }

        return row;
    }

    // After a relation, a bracket or a comma a minus is a sign and not a subtraction.
    private static bool Opens(MathNode before) => before is MathOperator { Role: OperatorRole.Plain or OperatorRole.Opening }
        or MathSpace { Width: >= 1 } or MathFunction or MathRow { Children.Count: 0 };

    // A thin space parts log from its neighbours, but not from brackets: log x, log(x), 2 log x.
    private static XElement Function(MathFunction function, MathNode? before, MathNode? after)
    {
        bool left = before is MathIdentifier or MathNumber or MathScripts or MathFence or MathFraction or MathRoot
            or MathOperator { Role: OperatorRole.Closing };
        bool right = after is not (null or MathFence or MathSpace or MathOperator { Role: not OperatorRole.Sum and not OperatorRole.Integral });
        return new XElement(
            "mo",
            new XAttribute("form", "prefix"),
            new XAttribute("lspace", left ? ThinSpace : "0"),
            new XAttribute("rspace", right ? ThinSpace : "0"),
            function.Limits ? new XAttribute("movablelimits", "true") : null,
            function.Name);
    }

    private static XElement Operator(MathOperator sign, bool prefix)
    {
        var element = new XElement("mo", sign.Text);
        if (prefix)
            element.SetAttributeValue("form", "prefix");
        if (sign.Role is OperatorRole.Opening or OperatorRole.Closing)
            element.SetAttributeValue("form", sign.Role == OperatorRole.Opening ? "prefix" : "postfix");
        if (sign.Role == OperatorRole.Ordinary)
        {
            element.SetAttributeValue("lspace", "0");
            element.SetAttributeValue("rspace", "0");
        }

        if (sign.Role is OperatorRole.Opening or OperatorRole.Closing or OperatorRole.Ordinary)
            element.SetAttributeValue("stretchy", sign.Size > 0 ? "true" : "false");
        if (sign.Size > 0)
        {
            element.SetAttributeValue("minsize", Em(sign.Size));
            element.SetAttributeValue("maxsize", Em(sign.Size));
        }

        if (sign.Size < 0)
            element.SetAttributeValue("stretchy", "true");
        return element;
    }

    private static XElement Text(MathText text)
    {
        // MathML drops spaces at the ends of a text.
        string kept = text.Text.Replace(' ', '\u00A0').Replace("$", "", StringComparison.Ordinal);
        return new XElement("mtext", text.Style is null ? null : new XAttribute("style", text.Style), kept);
    }

    private static XElement Fraction(MathFraction fraction)
    {
        var element = new XElement(
            "mfrac",
            fraction.Line ? null : new XAttribute("linethickness", "0"),
            Write(fraction.Numerator),
            Write(fraction.Denominator));
        return fraction.Display is { } display
            ? new XElement("mstyle", new XAttribute("displaystyle", display ? "true" : "false"), new XAttribute("scriptlevel", display ? "0" : "1"), element)
            : element;
    }

    private static XElement Scripts(MathScripts scripts, XElement body)
    {
        (string sub, string super, string both) = scripts.Limits ? ("munder", "mover", "munderover") : ("msub", "msup", "msubsup");
        if (scripts.Sub is not null && scripts.Super is not null)
            return new XElement(both, body, Write(scripts.Sub), Write(scripts.Super));
        return scripts.Sub is not null
            ? new XElement(sub, body, Write(scripts.Sub))
            : new XElement(super, body, Write(scripts.Super!));
    }

    private static XElement Stack(MathStack stack)
    {
        XElement mark = Write(stack.Mark);
        if (stack.Accent && stack.Mark is MathOperator { Size: 0 })
            mark.SetAttributeValue("stretchy", "false");
        string name = stack.Over ? "mover" : "munder";
        XAttribute? accent = stack.Accent ? new XAttribute(stack.Over ? "accent" : "accentunder", "true") : null;
        return new XElement(name, accent, Write(stack.Base), mark);
    }

    private static XElement Fence(MathFence fence)
    {
        var row = new XElement("mrow");
        if (fence.Open.Length > 0)
            row.Add(Bracket(fence.Open, "prefix"));
        row.Add(Write(fence.Body));
        if (fence.Close.Length > 0)
            row.Add(Bracket(fence.Close, "postfix"));
        return row;
    }

    private static XElement Bracket(string text, string form) => new(
        "mo", new XAttribute("form", form), new XAttribute("stretchy", "true"), new XAttribute("fence", "true"), text);

    private static string Em(double width) => width.ToString("0.####", CultureInfo.InvariantCulture) + "em";
}
