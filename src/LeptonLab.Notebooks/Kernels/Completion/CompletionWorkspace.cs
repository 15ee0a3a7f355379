using System.Text;
using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace LeptonLab.Notebooks.Kernels.Completion;

/// <summary>
/// The notebook as the editor services of the compiler want it: one project for every cell that still counts, each on top
/// of the one before, and one for the text that is being written. Projects are made when somebody asks for a completion.
/// </summary>
internal sealed class CompletionWorkspace : IDisposable
{
    private readonly AdhocWorkspace _workspace = new(MefHostServices.DefaultHost);
    private readonly Dictionary<Submission, ProjectId> _projects = [];
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();

    /// <summary>The text that is being written, on top of the notebook as it is.</summary>
    /// <param name="chain">The cells.</param>
    /// <param name="code">C# without magic commands.</param>
    public async Task<Document> DocumentAsync(SubmissionChain chain, string code)
    {
        Solution solution;
        ProjectId? last;
        lock (_lock)
        {
            Submission[] live = [.. chain.Live.Reverse()];
            Forget(live);
            foreach (Submission submission in live)
                Add(submission);
            solution = _workspace.CurrentSolution;
            last = live.Length == 0 ? null : _projects[live[^1]];
        }

        // From the oldest to the newest, so that no compilation has to reach back through all the others at once.
        if (last is not null)
            await solution.GetProject(last)!.GetCompilationAsync().ConfigureAwait(false);
        ProjectInfo scratch = Project("Completion", "Completion", last, chain.Pending, ScriptEnvironment.ScriptOptions("Completion", first: last is null), code);
        return solution.AddProject(scratch).GetProject(scratch.Id)!.Documents.Single();
    }

    private void Forget(Submission[] live)
    {
        foreach (Submission gone in _projects.Keys.Except(live).ToArray())
        {
            _workspace.TryApplyChanges(_workspace.CurrentSolution.RemoveProject(_projects[gone]));
            _projects.Remove(gone);
        }
    }

    private void Add(Submission submission)
    {
        if (_projects.ContainsKey(submission))
            return;
        ProjectId? previous = submission.Previous is null ? null : _projects[submission.Previous];
        string name = submission.Compilation.AssemblyName!;
        ProjectInfo project = Project(name, name, previous, submission.References, submission.Compilation.Options, submission.Root.ToFullString());
        _workspace.AddProject(project);
        _projects[submission] = project.Id;
    }

    private static ProjectInfo Project(
        string name, string assembly, ProjectId? previous, IEnumerable<MetadataReference> references, CompilationOptions options, string code)
    {
        var id = ProjectId.CreateNewId(name);
        var text = TextLoader.From(TextAndVersion.Create(SourceText.From(code, Encoding.UTF8), VersionStamp.Create()));
        return ProjectInfo.Create(
            id,
            VersionStamp.Create(),
            name,
            assembly,
            LanguageNames.CSharp,
            compilationOptions: options,
            parseOptions: ScriptEnvironment.ScriptSyntax,
            documents: [DocumentInfo.Create(DocumentId.CreateNewId(id), name, sourceCodeKind: SourceCodeKind.Script, loader: text)],
            projectReferences: previous is null ? [] : [new ProjectReference(previous)],
            metadataReferences: references,
            isSubmission: true);
    }
}
