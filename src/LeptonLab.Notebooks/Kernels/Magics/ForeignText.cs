using LeptonLab.Notebooks.Display;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Kernels.Scripting;

namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary>The parts of a cell that are not C#: shown as what they are, or kept as text.</summary>
internal static class ForeignText
{
    public static async Task RunAsync(TextStep step, ScriptSession session)
    {
        if (step.Opening.Name == "value")
        {
            await KeepAsync(step, session).ConfigureAwait(false);
            return;
        }

        MimeBundle bundle = step.Opening.Name switch
        {
            "javascript" => new MimeBundle().Add("text/html", HtmlText.Of(NotebookDisplay.Javascript(step.Text))),

            // JupyterLab draws the first, GitHub and others the second.
            "mermaid" => new MimeBundle().Add("text/vnd.mermaid", step.Text).Add("text/markdown", $"```mermaid\n{step.Text}\n```"),
            _ => new MimeBundle().Add($"text/{step.Opening.Name}", step.Text),
        };
        NotebookDisplay.Publish(bundle.Add("text/plain", step.Text), []);
    }

    private static async Task KeepAsync(TextStep step, ScriptSession session)
    {
        string name = step.Opening.Required("#!value --name x", "--name", "-n");
        if (step.Opening.Option("--from-url") is not null)
        {
            throw new DirectiveException(
                step.Line, "#!value --from-url is not supported here. Write var text = await new HttpClient().GetStringAsync(\"…\");");
        }

        string text = step.Opening.Option("--from-value") ?? step.Text;
        if (step.Opening.Option("--from-file") is { } file)
        {
            try
            {
                text = await File.ReadAllTextAsync(file).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DirectiveException(step.Line, $"{file} cannot be read: {e.Message}");
            }
        }

        await session.SetAsync(name, text, typeof(string)).ConfigureAwait(false);
        if (step.Opening.Option("--mime-type") is { } mimeType)
            text.DisplayAs(mimeType);
    }
}
