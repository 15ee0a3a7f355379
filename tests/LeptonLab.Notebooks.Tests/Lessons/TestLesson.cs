using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>A small lesson with a prediction, a note, an exercise and its solution.</summary>
internal static class TestLesson
{
    internal const string Id = "L04-conv-forward";
    internal const string Run = $"Check.Run(\"{Id}\", MyConv);";
    internal const string Stub =
        "Tensor MyConv(Tensor x, Tensor w, Tensor b, int stride, int padding)\n{\n    throw new NotYetImplemented();\n}\n\n" + Run;

    internal static Notebook Create()
    {
        Notebook notebook = Notebook.Create("04-conv.ipynb");
        notebook.Add(NotebookCell.Markdown("# Convolution", "title"));
        notebook.Add(With(NotebookCell.Markdown("Ask why.", "note"), new JsonObject { ["audience"] = "instructor" }));
        notebook.Add(With(NotebookCell.Code("Predict.Number(\"L04-rows\", \"How many rows?\");", "predict"), new JsonObject { ["role"] = "predict" }));
        notebook.Add(Cell("stub", "exercise", Stub, "raises-exception"));
        notebook.Add(Cell("solved", "solution", $"{LessonCells.Convolution}\n{Run}", "hide-input"));
        notebook.Add(NotebookCell.Code("Predict.Reveal(\"L04-rows\", 26);\nPredict.Ledger();", "end"));
        return notebook;
    }

    internal static NotebookCell Cell(string id, string role, string source, params string[] tags)
    {
        NotebookCell cell = With(NotebookCell.Code(source, id), new JsonObject { ["role"] = role, ["id"] = Id });
        if (tags.Length > 0)
            cell.Metadata["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]);
        return cell;
    }

    internal static NotebookCell With(NotebookCell cell, JsonObject lepton)
    {
        cell.Metadata["lepton"] = lepton;
        return cell;
    }

    internal static NotebookCell At(this Notebook notebook, string id) => notebook.Cells.Single(cell => cell.Id == id);
}
