using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// The types and namespaces that a cell declares at its top level. They are compiled as an ordinary library, because
/// scripts know no namespaces and no extension blocks; the statements around them stay a script.
/// </summary>
internal sealed class TypeDeclarations
{
    private readonly string _source;
    private readonly List<(string Key, MemberDeclarationSyntax Declaration)> _types = [];
    private readonly List<MemberDeclarationSyntax> _roots = [];
    private readonly List<TextSpan> _outside = [];

    public TypeDeclarations(string source, string label, CompilationUnitSyntax cell)
    {
        _source = source;
        Label = label;
        Cell = cell;
        foreach (MemberDeclarationSyntax member in cell.Members)
        {
            if (member is BaseNamespaceDeclarationSyntax or BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            {
                _roots.Add(member);
                Collect(member, "");
            }
            else
            {
                _outside.Add(member.Span);
            }
        }
    }

    /// <summary>The whole cell.</summary>
    public CompilationUnitSyntax Cell { get; }

    /// <summary>What errors call the cell.</summary>
    public string Label { get; }

    /// <summary>Whether the cell declares no type.</summary>
    public bool IsEmpty => _roots.Count == 0;

    /// <summary>Whether some of it cannot be part of a script: a namespace, a <c>file</c> type, extensions.</summary>
    public bool NeedsLibrary => _roots.Exists(root => root is BaseNamespaceDeclarationSyntax)
        || _types.Exists(type => HasModifier(type.Declaration, SyntaxKind.FileKeyword)
            || (type.Declaration is TypeDeclarationSyntax declaration && declaration.Members.Any(IsExtension)));

    /// <summary>The types by namespace, name and number of type parameters.</summary>
    public IEnumerable<string> Keys => _types.Select(type => type.Key).Distinct();

    /// <summary>The text of each type and the line on which it begins: the same again is the same type.</summary>
    public IEnumerable<(string Key, string Text, int Line)> Contents => _types.Select(type =>
        (type.Key, type.Declaration.ToString(), type.Declaration.GetLocation().GetLineSpan().StartLinePosition.Line));

    /// <summary>Whether a type has a static variable, which declaring it again sets back.</summary>
    public bool HasStatics => _types.Exists(type => type.Declaration.DescendantNodes().OfType<MemberDeclarationSyntax>()
        .Any(member => (member is FieldDeclarationSyntax or PropertyDeclarationSyntax) && HasModifier(member, SyntaxKind.StaticKeyword)));

    /// <summary>The cell without its types.</summary>
    public string WithoutTypes()
    {
        var text = new EditedText(_source);
        foreach (MemberDeclarationSyntax root in _roots)
            text.Blank(root.Span);
        return text.ToString();
    }

    /// <summary>The types without the cell: public, so that later cells see them.</summary>
    /// <param name="keys">Which of them.</param>
    public EditedText AsLibrary(IReadOnlySet<string> keys)
    {
        var text = new EditedText(_source);
        foreach (TextSpan span in _outside)
            text.Blank(span);
        foreach ((string key, MemberDeclarationSyntax declaration) in _types)
        {
            if (keys.Contains(key))
                Publish(declaration, text);
            else
                text.Blank(declaration.Span);
        }

        return text;
    }

    private void Collect(MemberDeclarationSyntax member, string scope)
    {
        if (member is BaseNamespaceDeclarationSyntax space)
        {
            foreach (MemberDeclarationSyntax inner in space.Members)
                Collect(inner, $"{scope}{space.Name}.");
            return;
        }

        string? name = member switch
        {
            TypeDeclarationSyntax type => $"{type.Identifier.ValueText}`{type.TypeParameterList?.Parameters.Count ?? 0}",
            BaseTypeDeclarationSyntax type => type.Identifier.ValueText + "`0",
            DelegateDeclarationSyntax type => $"{type.Identifier.ValueText}`{type.TypeParameterList?.Parameters.Count ?? 0}",
            _ => null,
        };
        if (name is not null)
            _types.Add((scope + name, member));
    }

    // Cells are one program to their author: what is internal in one is seen in the next.
    private static void Publish(MemberDeclarationSyntax declaration, EditedText text)
    {
        SyntaxToken? access = null;
        foreach (SyntaxToken modifier in declaration.Modifiers)
        {
            if (modifier.IsKind(SyntaxKind.PublicKeyword) || modifier.IsKind(SyntaxKind.InternalKeyword)
                || modifier.IsKind(SyntaxKind.PrivateKeyword) || modifier.IsKind(SyntaxKind.ProtectedKeyword)
                || modifier.IsKind(SyntaxKind.FileKeyword))
            {
                access = modifier;
                break;
            }
        }

        if (access is { } token)
            text.Replace(token.Span, "public");
        else
            text.Insert(AfterAttributes(declaration), "public ");

        foreach (MemberDeclarationSyntax member in declaration.DescendantNodes().OfType<MemberDeclarationSyntax>())
        {
            if (HasModifier(member, SyntaxKind.ProtectedKeyword) || HasModifier(member, SyntaxKind.PrivateKeyword))
                continue;
            foreach (SyntaxToken modifier in member.Modifiers.Where(m => m.IsKind(SyntaxKind.InternalKeyword)))
                text.Replace(modifier.Span, "public");
        }

        foreach (AccessorDeclarationSyntax accessor in declaration.DescendantNodes().OfType<AccessorDeclarationSyntax>())
        {
            if (accessor.Modifiers is [{ RawKind: (int)SyntaxKind.InternalKeyword } only])
                text.Blank(only.Span);
        }
    }

    private static int AfterAttributes(MemberDeclarationSyntax declaration) =>
        declaration.AttributeLists.Count == 0
            ? declaration.SpanStart
            : declaration.AttributeLists.Last().GetLastToken().GetNextToken().SpanStart;

    private static bool IsExtension(MemberDeclarationSyntax member) => member.IsKind(SyntaxKind.ExtensionBlockDeclaration)
        || member is MethodDeclarationSyntax { ParameterList.Parameters: [{ Modifiers: var modifiers }, ..] } && modifiers.Any(SyntaxKind.ThisKeyword);

    private static bool HasModifier(MemberDeclarationSyntax member, SyntaxKind kind) => member.Modifiers.Any(kind);
}
