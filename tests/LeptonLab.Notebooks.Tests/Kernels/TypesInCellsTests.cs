namespace LeptonLab.Notebooks.Tests.Kernels;

/// <summary>Types, namespaces and extension blocks: what scripts do not know and cells do.</summary>
public sealed class TypesInCellsTests
{
    [Fact]
    public async Task A_namespace_can_be_declared_and_used_in_later_cells() =>
        Assert.Equal("5", (await TestNotebook.RunAsync(
            "namespace Geometry { public record Point(double X, double Y); }",
            "using Geometry;\nvar p = new Point(3, 4);",
            "Math.Sqrt(p.X * p.X + p.Y * p.Y)")).ResultText);

    [Fact]
    public async Task A_namespace_without_braces_holds_the_rest_of_the_cell() =>
        Assert.Equal("Red", (await TestNotebook.RunAsync("namespace Paint;\npublic enum Colour { Red }", "Paint.Colour.Red")).ResultText);

    [Fact]
    public async Task An_extension_block_extends_types_of_other_cells() =>
        Assert.Equal("5", (await TestNotebook.RunAsync(
            "record Point(double X, double Y);",
            "var p = new Point(3, 4);",
            "static class Points { extension(Point p) { public double Length => Math.Sqrt(p.X * p.X + p.Y * p.Y); } }",
            "p.Length")).ResultText);

    [Fact]
    public async Task Declarations_and_statements_mix_in_one_cell() =>
        Assert.Equal("6", (await TestNotebook.RunAsync(
            "static class Words { extension(string s) { public int Twice => 2 * s.Length; } }\nfile class Secret { public string Word = \"abc\"; }\nnew Secret().Word.Twice")).ResultText);

    [Fact]
    public async Task What_is_internal_in_one_cell_is_seen_in_the_next() =>
        Assert.Equal("4", (await TestNotebook.RunAsync(
            "class Box { internal int Size { get; internal set; } }", "var box = new Box(); box.Size = 4;", "box.Size")).ResultText);

    [Fact]
    public async Task A_type_may_need_a_constant_of_its_cell() =>
        Assert.Equal("8", (await TestNotebook.RunAsync("const int Size = 8; class Board { public int[] Cells = new int[Size]; }", "new Board().Cells.Length")).ResultText);

    [Fact]
    public async Task A_type_that_is_declared_again_is_the_new_one_and_old_values_stay()
    {
        string[] cells = ["record Pair(int A);", "var old = new Pair(1);", "record Pair(int A, int B);"];
        Assert.Equal("4", (await TestNotebook.RunAsync([.. cells, "new Pair(1, 3).B + old.A"])).ResultText);
        Sink sink = await TestNotebook.RunAsync([.. cells, "Pair p = old;"]);
        Assert.Contains(sink.Error.Traceback, line => line.Contains("declared again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Running_the_same_declaration_again_changes_nothing() =>
        Assert.Equal("1", (await TestNotebook.RunAsync("record Pair(int A);", "var p = new Pair(1);", "record Pair(int A);", "Pair q = p; q.A")).ResultText);

    [Fact]
    public async Task A_neighbour_of_a_type_that_is_declared_again_is_still_there() =>
        Assert.Equal("3", (await TestNotebook.RunAsync("record A(int X); record B(int Y);", "record A(int X, int Z);", "new A(1, 2).X + new B(2).Y")).ResultText);

    [Fact]
    public async Task An_error_in_a_type_is_where_its_author_wrote_it()
    {
        Sink sink = await TestNotebook.RunAsync("class Box\n{\n    int size = missing;\n}");
        Assert.Equal(3, sink.Error.Line);
        Assert.Equal("     │                ^^^^^^^", sink.Error.Traceback[2]);
    }

    [Fact]
    public async Task An_error_after_a_loop_points_at_its_place()
    {
        Sink sink = await TestNotebook.RunAsync("for (int i = 0; i < 3; i++) { } var x = missing;");
        Assert.Equal("     │                                         ^^^^^^^", sink.Error.Traceback[2]);
    }

    [Fact]
    public async Task A_using_variable_is_disposed_when_the_cell_ends()
    {
        Sink sink = await TestNotebook.RunAsync("using var reader = new StringReader(\"abc\"); reader.Read()", "reader.Read()");
        Assert.Equal("ObjectDisposedException", sink.Error.Name);
    }

    [Theory]
    [InlineData("Regex.IsMatch(\"a\", \"b\")", "using System.Text.RegularExpressions;")]
    [InlineData("Consol.WriteLine(1);", "Did you mean Console")]
    [InlineData("new StringBuilder().Apend(\"x\");", "Did you mean Append?")]
    [InlineData("Span<int> s = new int[3];", "Put the lines")]
    public async Task A_compile_error_comes_with_a_hint(string source, string hint) =>
        Assert.Contains((await TestNotebook.RunAsync(source)).Error.Traceback, line => line.Contains(hint, StringComparison.Ordinal));

    [Fact]
    public async Task A_type_stays_also_where_its_cell_declares_nothing_else() =>
        Assert.Equal("B", (await TestNotebook.RunAsync("enum Level { A, B }\nLevel.A", "Level.B")).ResultText);

    [Fact]
    public async Task A_changed_copy_can_be_the_result() =>
        Assert.Equal("R { A = 2 }", (await TestNotebook.RunAsync("record R(int A); var r = new R(1);", "r with { A = 2 }")).ResultText);

    [Fact]
    public async Task Types_see_the_usings_of_all_cells() =>
        Assert.Equal("4", (await TestNotebook.RunAsync(
            "global using System.Net;\nusing static System.Math;\nusing Pair = (int X, int Y);", "class Root { public Pair P = ((int)Sqrt(16), 0); }", "new Root().P.X")).ResultText);

    [Fact]
    public async Task What_was_displayed_is_no_result_as_well()
    {
        Sink sink = await TestNotebook.RunAsync("display(5)");
        Assert.IsType<Notebooks.Kernels.DisplayOutput>(Assert.Single(sink.Outputs));
    }

    [Fact]
    public async Task An_exception_that_fails_to_say_why_is_an_error_of_the_cell() =>
        Assert.Equal("Bad", (await TestNotebook.RunAsync("class Bad : Exception { public override string Message => throw new Exception(); }\nthrow new Bad();")).Error.Name);

    [Fact]
    public async Task Null_is_a_result_and_a_method_without_a_value_is_none()
    {
        Assert.Equal("null", (await TestNotebook.RunAsync("string s = null; s")).ResultText);
        Assert.Empty((await TestNotebook.RunAsync("void F() { } F()")).Outputs);
    }
}
