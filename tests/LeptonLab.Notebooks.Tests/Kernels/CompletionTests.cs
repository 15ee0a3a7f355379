using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Kernels;

public sealed class CompletionTests : IAsyncLifetime
{
    private readonly CSharpKernel _kernel = new();

    public async ValueTask InitializeAsync()
    {
        string[] cells =
        [
            "/// <summary>Adds one.</summary>\nint AddOne(int v) => v + 1;\nvar myNumber = 5;",
            "/// <summary>Two numbers.</summary>\nrecord Pair(int First, int Second);",
            "var pair = new Pair(1, 2);",
        ];
        foreach (string cell in cells)
            Assert.Null((await _kernel.ExecuteAsync(new CellCode(cell), new Sink())).Error);
    }

    public ValueTask DisposeAsync() => _kernel.DisposeAsync();

    [Theory]
    [InlineData("Console.Wr", "Write WriteLine", 8)]
    [InlineData("myNu", "myNumber", 0)]
    [InlineData("pair.Fi", "First", 5)]
    [InlineData("new Pai", "Pair", 4)]
    [InlineData("#!ti", "time", 2)]
    [InlineData("#!time\nAddO", "AddOne", 7)]
    [InlineData("var s = \"😀\"; s.Len", "Length", 16)]
    public async Task Names_that_begin_with_what_was_typed_and_no_others(string code, string expected, int start)
    {
        CompletionAnswer answer = await _kernel.CompleteAsync(code, code.Length);
        Assert.Equal(expected.Split(' '), answer.Items.Select(item => item.Text));
        Assert.Equal((start, code.Length), (answer.Start, answer.End));
    }

    [Fact]
    public async Task A_completion_has_a_signature_and_its_documentation()
    {
        CompletionCandidate item = Assert.Single((await _kernel.CompleteAsync("AddO", 4)).Items);
        Assert.Equal("int AddOne(int v)", item.Signature);
        Assert.Equal("Adds one.", item.Documentation);
        Assert.Equal("method", item.Kind);
    }

    [Theory]
    [InlineData("AddOne(1)", 3, "Adds one.")]
    [InlineData("AddOne(", 7, "Adds one.")]
    [InlineData("new Pair(1, 2)", 5, "Two numbers.")]
    [InlineData("myNumber", 8, "Value: 5")]
    [InlineData("Tensor.Zeros", 10, "Tensor Tensor.Zeros(Shape shape")]
    public async Task Inspection_tells_what_a_name_is(string code, int position, string text)
    {
        MimeBundle bundle = (await _kernel.InspectAsync(code, position, 0))!;
        Assert.Contains(text, bundle.Text, StringComparison.Ordinal);
        Assert.NotNull(bundle["text/markdown"]);
    }

    [Fact]
    public async Task Where_there_is_no_name_there_is_nothing_to_inspect() => Assert.Null(await _kernel.InspectAsync("   ", 1, 0));

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("", "complete")]
    [InlineData("int x = 5", "incomplete")]
    [InlineData("if (x)", "incomplete")]
    [InlineData("if (x) y();", "complete")]
    [InlineData("if (x) y(); else", "incomplete")]
    [InlineData("Write(1,", "incomplete")]
    [InlineData("\"abc", "invalid")]
    [InlineData("@\"abc", "incomplete")]
    [InlineData("\"\"\"\nabc", "incomplete")]
    [InlineData("\"\"\"\nabc\n\"\"\"", "complete")]
    [InlineData("/* text", "incomplete")]
    [InlineData("// text {", "complete")]
    [InlineData("\"{\"", "complete")]
    [InlineData("x =>", "incomplete")]
    [InlineData("Func<int, int> f = x => {", "incomplete")]
    [InlineData("Write)", "invalid")]
    [InlineData("}", "invalid")]
    [InlineData("1 + ;", "invalid")]
    [InlineData("#if DEBUG", "incomplete")]
    [InlineData("#!time", "complete")]
    [InlineData("#!tiem", "invalid")]
    [InlineData("#!markdown\n# Title (", "complete")]
    [InlineData("try { }", "incomplete")]
    [InlineData("class A", "incomplete")]
    [InlineData("namespace A;", "complete")]
    [InlineData("[Obsolete]", "incomplete")]
    public void A_console_knows_when_code_is_complete(string code, string status) => Assert.Equal(status, _kernel.IsComplete(code).Status);

    [Fact]
    public void The_next_line_is_indented_as_deep_as_the_code_is_open() =>
        Assert.Equal(new CompletenessAnswer("incomplete", "        "), _kernel.IsComplete("while (x)\n{\n    if (y) {"));
}
