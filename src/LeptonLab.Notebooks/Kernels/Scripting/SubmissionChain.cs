using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels.Scripting;

/// <summary>
/// The cells that declared something, each compiled on top of the one before. A cell that declares nothing leaves no trace,
/// one that declares again all that the last one did takes its place, and cells whose variables have all been declared again
/// are left out now and then: a session grows with its variables only.
/// </summary>
internal sealed class SubmissionChain(CellAssemblies assemblies)
{
    private static readonly SyntaxTree Nothing =
        CSharpSyntaxTree.ParseText(SourceText.From("", Encoding.UTF8), ScriptEnvironment.ScriptSyntax);

    // The chain is made anew on top of what is left out, which is worth while for many only.
    private const int LeastLength = 16;

    private readonly ReleasedValues _released = new();
    private ImmutableArray<MetadataReference> _pending = ScriptEnvironment.References;
    private CSharpCompilation? _prepared;
    private int _cells;
    private int _shortest;

    /// <summary>The last cell that declared something.</summary>
    public Submission? Tail { get; private set; }

    /// <summary>All cells that still count, the last one first.</summary>
    public IEnumerable<Submission> Live
    {
        get
        {
            for (Submission? submission = Tail; submission is not null; submission = submission.Previous)
                yield return submission;
        }
    }

    /// <summary>Every reference that the next cell is compiled with.</summary>
    public IEnumerable<MetadataReference> References => Live.SelectMany(submission => submission.References).Concat(_pending);

    /// <summary>The references that came after the last cell that still counts.</summary>
    public IEnumerable<MetadataReference> Pending => _pending;

    /// <summary>Lets later cells see more assemblies.</summary>
    public void AddReferences(IEnumerable<MetadataReference> references)
    {
        ImmutableArray<MetadataReference> added = [.. references.Except(References)];
        if (added.IsEmpty)
            return;
        _pending = _pending.AddRange(added);
        _prepared = null;
    }

    /// <summary>Compiles statements; nothing changes before <see cref="Load"/>.</summary>
    /// <param name="tree">The statements.</param>
    /// <param name="more">References that only this cell and later ones have.</param>
    /// <exception cref="CellCompilationException">They do not compile.</exception>
    public CompiledCell Compile(SyntaxTree tree, IReadOnlyList<MetadataReference> more)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        if (Tail is { } tail && Replaces(root, tail))
        {
            ImmutableArray<MetadataReference> references = [.. tail.References, .. _pending, .. more];
            if (TryEmit(Create(tree, tail.Previous, references), tail.Previous, references, out CompiledCell? replacing, out _))
                return replacing;
        }

        ImmutableArray<MetadataReference> added = [.. _pending, .. more];
        CSharpCompilation compilation = more.Count == 0 && _prepared is { } prepared
            ? prepared.ReplaceSyntaxTree(Nothing, tree)
            : Create(tree, Tail, added);
        if (TryEmit(compilation, Tail, added, out CompiledCell? cell, out IEnumerable<Diagnostic> errors))
            return cell;
        throw new CellCompilationException(CellDiagnostic.Errors(errors), compilation);
    }

    /// <summary>Loads a compiled cell and makes its declarations visible to later ones.</summary>
    /// <returns>What runs it.</returns>
    public Func<Task<object?>> Load(CompiledCell cell)
    {
        Submission submission = cell.Submission;
        bool passing = submission.DeclaresNothing;
        Func<Task<object?>> run = submission.Bind(assemblies.Load(cell.Image, collectible: passing || IsDeclaredAgain(submission)));
        if (!passing)
        {
            Tail = submission;
            _pending = [];
            _prepared = null;
        }
        else if (submission.References.Count > _pending.Length)
        {
            // The cell leaves nothing behind but the types that it brought along.
            _pending = [.. submission.References];
            _prepared = null;
        }

        return run;
    }

    /// <summary>Takes back a cell that was stopped before it began: it has no variables that others could read.</summary>
    public void Forget(Submission submission)
    {
        if (!ReferenceEquals(Tail, submission))
            return;
        Tail = submission.Previous;
        _pending = [.. submission.References, .. _pending];
        _prepared = null;
    }

    /// <summary>After a cell has run: lets go of values that no cell can reach any longer.</summary>
    public void Release(Submission submission) => _released.After(submission);

    /// <summary>Gets the compiler ready for the next cell, while nobody waits.</summary>
    public void Prepare()
    {
        if (_prepared is not null)
            return;
        Shorten();
        CSharpCompilation next = Create(Nothing, Tail, _pending);
        _ = next.GetSpecialType(SpecialType.System_Object);
        _ = next.ScriptClass;
        _prepared = next;
    }

    private void Shorten()
    {
        if (Tail is null || Tail.Slot < 2 * Math.Max(_shortest, LeastLength))
            return;
        Tail = HiddenCells.LeaveOut(Tail);
        _shortest = Tail.Slot;
        assemblies.Tidy();
    }

    // What was declared again will be once more. Cells that are run once only stay: one that may leave memory takes more of it.
    private bool IsDeclaredAgain(Submission submission)
    {
        HashSet<string> names = [.. submission.Members.Select(member => member.Name)];
        return submission.Members.All(member => member is IFieldSymbol) && Live.SelectMany(cell => cell.Members).Any(member => names.Contains(member.Name));
    }

    private CSharpCompilation Create(SyntaxTree tree, Submission? previous, IEnumerable<MetadataReference> references)
    {
        int number = _cells++;
        return CSharpCompilation.CreateScriptCompilation(
            $"Cell{number}",
            tree,
            references,
            ScriptEnvironment.ScriptOptions($"Cell{number}", first: previous is null),
            previous?.Compilation,
            typeof(object));
    }

    private static bool TryEmit(
        CSharpCompilation compilation,
        Submission? previous,
        ImmutableArray<MetadataReference> references,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CompiledCell? cell,
        out IEnumerable<Diagnostic> errors)
    {
        using MemoryStream assembly = new(), symbols = new();
        EmitResult result = compilation.Emit(
            assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        errors = result.Diagnostics;
        cell = null;
        if (!result.Success)
            return false;
        var submission = new Submission(compilation, previous, references);
        cell = new CompiledCell(submission, QuickEntry.Mark(new CellImage(assembly.ToArray(), symbols.ToArray()), submission.Root));
        return true;
    }

    // Run again, as cells are while they are written: the older one is not needed, and neither are its values.
    private static bool Replaces(CompilationUnitSyntax cell, Submission tail)
    {
        string[] before = [.. Submission.Declarations(tail.Root)];
        return before.Length == tail.Members.Count && before.Length > 0
            && before.ToHashSet(StringComparer.Ordinal).IsSubsetOf(Submission.Declarations(cell))
            && tail.Usings.Select(u => u.ToString()).ToHashSet(StringComparer.Ordinal).IsSubsetOf(cell.Usings.Select(u => u.ToString()));
    }
}

/// <summary>The statements of a cell, compiled.</summary>
/// <param name="Submission">What later cells will see of it.</param>
/// <param name="Image">The assembly to load.</param>
internal sealed record CompiledCell(Submission Submission, CellImage Image);
