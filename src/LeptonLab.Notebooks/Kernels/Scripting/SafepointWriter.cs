using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// Writes safepoints into a cell: into loops, and into methods that call themselves. The innermost counting loop of a nest
/// stays as it is when it only computes, because its turn ends soon and its speed is what the author measures. What is written
/// for a GPU stays as it is, too: there are no static fields.
/// </summary>
internal sealed class SafepointWriter : CSharpSyntaxWalker
{
    private const string Type = "global::LeptonLab.Notebooks.Kernels.Execution.Safepoint";
    private const string Statement = $"if({Type}.Pending){Type}.Reach();";

    // ILGPU's, and KernelLab's.
    private static readonly HashSet<string> GpuTypes = new(StringComparer.Ordinal)
    {
        "Index1D", "Index2D", "Index3D", "LongIndex1D", "LongIndex2D", "LongIndex3D", "LabView",
        "ArrayView", "ArrayView1D", "ArrayView2D", "ArrayView3D",
    };

    private readonly EditedText _text;
    private bool _inLoop;

    private SafepointWriter(EditedText text)
    {
        _text = text;
    }

    /// <summary>The cell with its safepoints.</summary>
    public static EditedText Write(string code, SyntaxNode root)
    {
        var text = new EditedText(code);
        new SafepointWriter(text).Visit(root);
        return text;
    }

    public override void VisitWhileStatement(WhileStatementSyntax node) => Loop(node, node.Statement, base.VisitWhileStatement);

    public override void VisitDoStatement(DoStatementSyntax node) => Loop(node, node.Statement, base.VisitDoStatement);

    public override void VisitForEachStatement(ForEachStatementSyntax node) => Loop(node, node.Statement, base.VisitForEachStatement);

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        Loop(node, node.Statement, base.VisitForEachVariableStatement);

    public override void VisitForStatement(ForStatementSyntax node) => Loop(node, node.Statement, base.VisitForStatement);

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => Function(node, base.VisitSimpleLambdaExpression);

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        Function(node, base.VisitParenthesizedLambdaExpression);

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        Function(node, base.VisitAnonymousMethodExpression);

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        if (!IsForGpu(node))
            Recursion(node.Identifier.ValueText, node.ReturnType, node.Body, node.ExpressionBody);
        Function(node, base.VisitLocalFunctionStatement);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (!IsForGpu(node))
            Recursion(node.Identifier.ValueText, node.ReturnType, node.Body, node.ExpressionBody);
        Function(node, base.VisitMethodDeclaration);
    }

    private void Function<T>(T node, Action<T> children)
        where T : SyntaxNode
    {
        if (IsForGpu(node))
            return;
        bool outer = _inLoop;
        _inLoop = false;
        children(node);
        _inLoop = outer;
    }

    private static bool IsForGpu(SyntaxNode function) =>
        function.ChildNodes().OfType<ParameterListSyntax>().SelectMany(list => list.Parameters).Any(parameter =>
            parameter.Type?.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(name => GpuTypes.Contains(name.Identifier.ValueText)) == true);

    private void Loop<T>(T loop, StatementSyntax body, Action<T> children)
        where T : StatementSyntax
    {
        if (!(_inLoop && OnlyComputes(loop)))
            Begin(body);
        bool outer = _inLoop;
        _inLoop = true;
        children(loop);
        _inLoop = outer;
    }

    private static bool OnlyComputes(StatementSyntax loop) =>
        loop is ForStatementSyntax { Condition: BinaryExpressionSyntax, Incrementors.Count: > 0 } or CommonForEachStatementSyntax
        && !loop.DescendantNodes().Any(node => node is InvocationExpressionSyntax or ObjectCreationExpressionSyntax
            or AwaitExpressionSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);

    private void Begin(StatementSyntax body)
    {
        if (body.IsMissing || body.Span.IsEmpty)
            return;
        if (body is BlockSyntax block)
        {
            _text.Insert(block.OpenBraceToken.Span.End, Statement);
            return;
        }

        _text.Insert(body.SpanStart, "{" + Statement);
        _text.Insert(body.Span.End, "}");
    }

    private void Recursion(string name, TypeSyntax returned, BlockSyntax? body, ArrowExpressionClauseSyntax? arrow)
    {
        SyntaxNode? inside = (SyntaxNode?)body ?? arrow;
        bool callsItself = inside?.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => call.Expression switch
        {
            IdentifierNameSyntax called => called.Identifier.ValueText == name,
            GenericNameSyntax called => called.Identifier.ValueText == name,
            MemberAccessExpressionSyntax called => called.Name.Identifier.ValueText == name,
            _ => false,
        }) == true;
        if (!callsItself)
            return;
        if (body is { OpenBraceToken.IsMissing: false })
            _text.Insert(body.OpenBraceToken.Span.End, Statement);
        else if (arrow is not null && !arrow.Expression.IsMissing && returned is not (RefTypeSyntax or PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword })
            && arrow.Expression is not (ThrowExpressionSyntax or AwaitExpressionSyntax))
        {
            _text.Insert(arrow.Expression.SpanStart, $"{Type}.Pending&&{Type}.Reach()?throw null:");
        }
    }
}
