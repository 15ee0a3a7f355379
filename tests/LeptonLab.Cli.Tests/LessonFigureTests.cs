using System.Globalization;
using System.Text.Json.Nodes;
using LeptonLab.Cli.Tests.Jupyter;

namespace LeptonLab.Cli.Tests;

/// <summary>Clicks through the figures of lessons 01 and 02 in an exported page, in a real browser and without a server.</summary>
public sealed class LessonFigureTests : IDisposable
{
    private const string Graph =
        """
        Scalar x = new("x", 1.5), w = new("w", 0.8), b = new("b", 1);
        Scalar z = (w * x + b).Named("z");
        ComputationGraph.Of((z.Sigmoid().Named("y") * x - w).Square().Named("L"))
        """;

    // Chooses one node after the other; for each the gradient in its box and the measured one below.
    private const string AllNodes =
        """
        (() => {
          const root = document.querySelector('.lepton-computation-graph'), count = root.querySelectorAll('.node[role=button]').length, pairs = [];
          for (let i = 0; i < count; i++) {
            root.querySelectorAll('.node[role=button]')[i].dispatchEvent(new MouseEvent('click'));
            pairs.push([root.querySelectorAll('.node[role=button]')[i].querySelector('.gradient').textContent, root.querySelector('pre').textContent.split(': ').pop()]);
          }
          return pairs;
        })()
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_memory_map_slices_turns_and_reverses_and_arrow_keys_walk_in_it()
    {
        await using Browser browser = await OpenAsync("MemoryMap.Of([3, 4], \"row\", \"column\")", "new MemoryMap([6], new StridedView(0, [4, 3], 1, 1))");
        Assert.Equal("00 01 02 03 10 11 12 13 20 21 22 23", await CellsAsync(browser));
        foreach (string change in new[] { "exchange row and column", "leave out the first column", "reverse the row axis" })
            await ClickAsync(browser, change);
        Assert.Equal("21 11 01 22 12 02 23 13 03", await CellsAsync(browser));
        Assert.Contains("start 9 · shape [3, 3] · strides [1, −4]", await TextAsync(browser, ".start"), StringComparison.Ordinal);

        foreach (string key in new[] { "ArrowDown", "ArrowRight" })
            await browser.EvaluateAsync($"document.querySelector('.lepton-memory-map .grid').dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))");
        Assert.Equal("element [1, 1]:  offset = 9 + 1·1 + 1·(−4) = 6", await TextAsync(browser, ".formula"));

        await ClickAsync(browser, "undo the last change");
        await ClickAsync(browser, "every second row");
        Assert.Equal("01 21 02 22 03 23", await CellsAsync(browser));
        await ClickAsync(browser, "show the whole tensor again");
        Assert.StartsWith("contiguous", await TextAsync(browser, ".verdict"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gradients_of_the_graph_are_those_that_it_measures_whatever_the_operations()
    {
        await using Browser browser = await OpenAsync(Graph);
        await CompareAsync(browser);
        foreach ((string node, string[] operations) in new[] { ("y", new[] { "tanh", "exp", "log", "square", "relu" }), ("z", ["-", "/", "*"]) })
        {
            foreach (string operation in operations)
            {
                await browser.EvaluateAsync($"[...document.querySelectorAll('.node[role=button]')].find(n => n.getAttribute('aria-label').startsWith('{node} =')).dispatchEvent(new MouseEvent('click'))");
                await browser.EvaluateAsync($"(() => {{ const s = document.querySelector('.lepton-computation-graph select'); s.value = '{operation}'; s.dispatchEvent(new Event('change')); }})()");
                await CompareAsync(browser);
            }
        }

        await browser.EvaluateAsync("(() => { const r = document.querySelector('.lepton-computation-graph input[type=range]'); r.value = -0.7; r.dispatchEvent(new Event('input')); })()");
        await CompareAsync(browser);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<Browser> OpenAsync(params string[] cells)
    {
        Assert.SkipUnless(Browser.Program is not null, "There is no chromium here. Debian: apt install chromium.");
        _folder.WriteNotebook("figures.ipynb", cells);
        Finished finished = Lepton.Run(_folder.Path, "run", "figures.ipynb");
        Assert.True(finished.ExitCode == 0, finished.Error);
        string page = new Uri(Path.Combine(_folder.Path, "out", "figures.html")).AbsoluteUri;
        Browser browser = await Browser.OpenAsync(page, Path.Combine(_folder.Path, "profile"));
        await browser.UntilAsync($"document.querySelectorAll('[data-ready]').length === {cells.Length}");
        return browser;
    }

    private static async Task CompareAsync(Browser browser)
    {
        JsonArray pairs = (await browser.EvaluateAsync(AllNodes))!.AsArray();
        Assert.True(pairs.Count >= 7);
        Assert.All(pairs, pair =>
        {
            double shown = Number(pair![0]!), measured = Number(pair[1]!);
            Assert.Equal(measured, shown, 2e-3 * (1 + Math.Abs(measured)));
        });
    }

    private static async Task<string> CellsAsync(Browser browser) =>
        (string)(await browser.EvaluateAsync("[...document.querySelector('.lepton-memory-map .grid').querySelectorAll('td')].map(cell => cell.textContent).join(' ')"))!;

    private static async Task<string> TextAsync(Browser browser, string selector) =>
        (string)(await browser.EvaluateAsync($"document.querySelector('.lepton-memory-map {selector}').textContent"))!;

    private static async Task ClickAsync(Browser browser, string title) =>
        await browser.EvaluateAsync($"[...document.querySelector('.lepton-memory-map').querySelectorAll('button')].find(button => button.title === '{title}').click()");

    private static double Number(JsonNode text) => double.Parse(text.ToString().Replace('−', '-'), CultureInfo.InvariantCulture);
}
