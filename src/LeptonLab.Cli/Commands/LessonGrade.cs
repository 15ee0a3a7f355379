using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Cli.Terminal;
using LeptonLab.IO;
using LeptonLab.Notebooks.Documents;
using LeptonLab.Notebooks.Jupyter.Client;
using LeptonLab.Notebooks.Lessons.Grading;
using LeptonLab.Notebooks.Running;

namespace LeptonLab.Cli.Commands;

/// <summary><c>lepton lesson grade DIR</c>: which exercises each learner has done.</summary>
internal static class LessonGrade
{
    private const int DefaultTimeout = 120;

    internal static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The learners' executed notebooks: a folder for each learner, or a file." };
        var format = new Option<string?>("--format") { Description = "csv (for a spreadsheet) or json (with the predictions too); by the name of the output, else csv." };
        format.AcceptOnlyFromAmong("csv", "json");
        var output = new Option<string?>("--output", "-o") { Description = "The file to write; the terminal by default.", HelpName = "FILE" };
        var run = new Option<bool>("--run")
        {
            Description = "Runs each notebook anew and believes no saved output. This runs the learners' code: do it where that can do no harm.",
        };
        Option<int> timeout = NumberOption.Whole("--timeout", "With --run: the seconds that one cell may take.", DefaultTimeout, 1, 1_000_000);
        var command = new Command("grade", "Collect from executed notebooks which checks each learner has passed.")
        {
            folder.NotEmpty(), format, output.NotEmpty(), run, timeout,
        };
        command.SetStoppableAction((arguments, cancellationToken) => GradeAsync(
            arguments.GetValue(folder)!,
            arguments.GetValue(format),
            arguments.GetValue(output),
            arguments.GetValue(run) ? TimeSpan.FromSeconds(arguments.GetValue(timeout)) : null,
            cancellationToken));
        return command;
    }

    private static async Task<int> GradeAsync(
        string folder, string? format, string? output, TimeSpan? cellTimeout, CancellationToken cancellationToken)
    {
        IReadOnlyList<(string Learner, string File)> notebooks = Grader.Find(folder);
        if (output is not null)
            OutputFile.EnsureWritable(output);
        var grades = new List<Grade>();
        var predictions = new List<(string Learner, JsonObject Prediction)>();
        foreach ((string learner, string file) in notebooks)
        {
            string name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            try
            {
                Notebook notebook = Notebook.Load(file);
                if (cellTimeout is { } limit)
                    await RunAsync(notebook, limit, cancellationToken).ConfigureAwait(false);
                grades.AddRange(Grader.Read(learner, name, notebook));
                predictions.AddRange(Grader.Predictions(notebook).Values.Select(prediction => (learner, prediction)));
            }
            catch (LeptonException error)
            {
                grades.Add(Grader.Unreadable(learner, name, error.Message));
            }
        }

        bool json = (format ?? Path.GetExtension(output ?? "").TrimStart('.').ToLowerInvariant()) == "json";
        string report = json ? GradeReport.Json(grades, predictions) : GradeReport.Csv(grades);
        if (output is null)
            Console.Write(report);
        else
            AtomicFile.WriteText(output, report);
        foreach (Grade problem in grades.Where(grade => grade.Outcome is Outcome.Unreadable or Outcome.Doubtful))
            await Console.Error.WriteLineAsync($"{problem.Notebook}: {(problem.Exercise.Length > 0 ? $"{problem.Exercise} is doubtful: " : "")}{problem.Note}").ConfigureAwait(false);
        if (output is not null)
            Summarise(grades, output);
        return CommandLine.Success;
    }

    // A kernel of its own for each notebook, and a wrong cell stops none of the others.
    private static async Task RunAsync(Notebook notebook, TimeSpan limit, CancellationToken cancellationToken)
    {
        NotebookLanguage.EnsureCSharp(notebook);
        await using var kernel = new RemoteKernel(KernelChoice.Own(), notebook.Folder);
        await new NotebookRunner(kernel, new RunOptions(limit, AllowErrors: true)).RunAsync(notebook, null, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static void Summarise(List<Grade> grades, string output)
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, Grade> learner in grades.GroupBy(grade => grade.Learner, StringComparer.Ordinal))
            text.AppendLine($"{learner.Key}: {learner.Count(grade => grade.Outcome == Outcome.Passed)} of {learner.Count(grade => grade.Exercise.Length > 0)} passed");
        Console.Write(text);
        Output.Labelled("Grades", Path.GetRelativePath(Environment.CurrentDirectory, Path.GetFullPath(output)));
    }
}
