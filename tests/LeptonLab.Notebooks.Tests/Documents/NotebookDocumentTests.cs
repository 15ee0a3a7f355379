using LeptonLab.Notebooks.Documents;

namespace LeptonLab.Notebooks.Tests.Documents;

public sealed class NotebookDocumentTests
{
    // The output of Python: json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", with fields that nobody knows.
    private const string Strange = """
        {
         "cells": [
          {
           "attachments": {
            "a.png": {
             "image/png": "iVBORw0KGgo="
            }
           },
           "cell_type": "markdown",
           "id": "früh-1",
           "metadata": {
            "my_tool": {
             "weight": 1.0,
             "big": 12345678901234567890,
             "tiny": 1e-07,
             "flag": true,
             "nothing": null,
             "empty": {},
             "list": [
              1,
              [],
              "ü 😀 \" \\ / \b \f \r \t \u0001 <b>&'+`"
             ]
            }
           },
           "source": "one string, not a list\nof lines"
          },
          {
           "cell_type": "code",
           "execution_count": 7,
           "future_field": [
            "kept"
           ],
           "id": "b",
           "metadata": {
            "tags": [
             "parameters"
            ]
           },
           "outputs": [
            {
             "name": "stdout",
             "output_type": "stream",
             "text": [
              "one\n",
              "two"
             ]
            }
           ],
           "source": [
            "var x = 1;\n",
            "x"
           ]
          }
         ],
         "metadata": {
          "z_first": 1,
          "a_second": 2
         },
         "nbformat": 4,
         "nbformat_minor": 5,
         "unknown_at_the_end": "yes"
        }

        """;

    [Fact]
    public void A_notebook_comes_back_byte_for_byte_with_all_that_it_does_not_know()
    {
        string text = Strange.ReplaceLineEndings("\n");
        Assert.Equal(text, Notebook.Parse(text).ToJson());
    }

    [Fact]
    public void Changing_one_cell_changes_nothing_else()
    {
        string text = Strange.ReplaceLineEndings("\n");
        Notebook notebook = Notebook.Parse(text);
        notebook.Cells[1].Source = "var y = 2;\ny";
        string expected = text.Replace("var x = 1;", "var y = 2;", StringComparison.Ordinal)
            .Replace("    \"x\"\n", "    \"y\"\n", StringComparison.Ordinal);
        Assert.Equal(expected, notebook.ToJson());
    }

    [Fact]
    public void Saving_writes_the_file_and_leaves_no_other()
    {
        string folder = Directory.CreateTempSubdirectory("lepton-").FullName;
        string path = Path.Combine(folder, "new", "n.ipynb");
        Notebook.Parse(Strange).Save(path);
        Assert.Equal(Notebook.Parse(Strange).ToJson(), File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Path.Combine(folder, "new")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_notebook_of_format_4_2_gets_ids_that_are_the_same_every_time()
    {
        const string old = """
            {"cells": [{"cell_type": "markdown", "metadata": {}, "source": "a"}, {"cell_type": "markdown", "metadata": {}, "source": "a"}],
             "metadata": {}, "nbformat": 4, "nbformat_minor": 2}
            """;
        Notebook first = Notebook.Parse(old), second = Notebook.Parse(old);
        Assert.Equal(first.ToJson(), second.ToJson());
        Assert.Equal(5, first.FormatMinor);
        Assert.All(first.Cells, cell => Assert.Matches("^[a-zA-Z0-9-_]{1,64}$", cell.Id));
        Assert.NotEqual(first.Cells[0].Id, first.Cells[1].Id);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("  \n", "is empty")]
    [InlineData("<html>", "is not a notebook: it does not begin with {")]
    [InlineData("[1]", "is not a notebook")]
    [InlineData("{\"cells\": [],\n \"metadata\": {,\n}", "is not valid JSON at line 2, column 15")]
    [InlineData("{\"cells\": [], \"cells\": []}", "is not valid JSON")]
    [InlineData("{\"nbformat\": 3, \"nbformat_minor\": 0, \"worksheets\": []}", "jupyter nbconvert --to notebook")]
    [InlineData("{\"nbformat\": 5, \"nbformat_minor\": 0}", "is in notebook format 5")]
    [InlineData("{\"name\": \"package\"}", "it has no number \"nbformat\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5}", "it has no list \"cells\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [1]}", "cell 1 is not an object")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [{}]}", "cell 1 has no usable \"cell_type\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [{\"cell_type\": \"sql\"}]}", "of the type \"sql\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [{\"cell_type\": \"raw\", \"metadata\": {}}]}", "\"source\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [{\"cell_type\": \"raw\", \"source\": [1]}]}", "\"source\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [{\"cell_type\": \"raw\", \"source\": \"\"}]}", "\"metadata\"")]
    [InlineData("{\"nbformat\": 4, \"nbformat_minor\": 5, \"cells\": [{\"cell_type\": \"code\", \"source\": \"\", \"metadata\": {}}]}", "\"outputs\"")]
    public void What_is_no_notebook_is_refused_with_the_reason(string text, string reason)
    {
        var error = Assert.Throws<LeptonException>(() => Notebook.Parse(text, "x.ipynb"));
        Assert.StartsWith("x.ipynb", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_text_is_refused_and_a_missing_one_named()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, [0x7B, 0xFF, 0xFE, 0x00]);
        Assert.Contains("UTF-8", Assert.Throws<LeptonException>(() => Notebook.Load(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
        Assert.Contains(path, Assert.Throws<LeptonException>(() => Notebook.Load(path)).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<LeptonException>(() => Notebook.Load(Path.GetTempPath())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unwritable_place_is_known_before_the_run()
    {
        string file = Path.GetTempFileName();
        Assert.Throws<LeptonException>(() => OutputFile.EnsureWritable(Path.Combine(file, "below-a-file.ipynb")));
        Assert.Throws<LeptonException>(() => OutputFile.EnsureWritable(Path.GetTempPath()));
        OutputFile.EnsureWritable(file + ".new");
        Assert.False(File.Exists(file + ".new"));
        File.Delete(file);
    }
}
