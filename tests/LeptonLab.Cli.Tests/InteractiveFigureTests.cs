using System.Globalization;
using System.Text.Json.Nodes;
using LeptonLab.Cli.Tests.Jupyter;

namespace LeptonLab.Cli.Tests;

/// <summary>Clicks through the figures of lessons 04 and 05 in an exported page, in a real browser and without a server.</summary>
public sealed class InteractiveFigureTests : IDisposable
{
    private const int Side = 6, Kernel = 3;
    private const string Tensors =
        """
        Tensor Fill(Shape shape, int step, int modulus)
        {
            var t = Tensor.Zeros(shape);
            for (int i = 0; i < t.Count; i++)
                t.AsSpan()[i] = (i * step) % modulus - modulus / 2;
            return t;
        }
        var x = Fill([1, 6, 6, 1], 7, 9);
        var w = Fill([3, 3, 1, 1], 5, 7);
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Every_pixel_and_every_weight_can_be_looked_into_with_the_mouse_and_the_keyboard()
    {
        Assert.SkipUnless(Browser.Program is not null, "There is no chromium here. Debian: apt install chromium.");
        _folder.WriteNotebook(
            "figures.ipynb", Tensors, "new PixelExplorer(x, w, Tensor.From([10f], [1]))", "new GradientMicroscope(x, w, Fill([1, 4, 4, 1], 11, 5))", "new PixelExplorer(x, w, padding: 1)");
        Finished finished = Lepton.Run(_folder.Path, "run", "figures.ipynb");
        Assert.True(finished.ExitCode == 0, finished.Error);
        string page = new Uri(Path.Combine(_folder.Path, "out", "figures.html")).AbsoluteUri;
        await using Browser browser = await Browser.OpenAsync(page, Path.Combine(_folder.Path, "profile"));
        await browser.UntilAsync("document.querySelectorAll('[data-ready]').length === 3");
        Assert.Equal(0, (int)(await browser.EvaluateAsync("document.querySelectorAll('[src^=http], link[href^=http]').length"))!);

        double[,] x = Fill(Side, 7, 9), w = Fill(Kernel, 5, 7), dy = Fill(4, 11, 5);
        Assert.Equal(Convolve(x, w, 1).Select(value => value + 10), await ClickAllAsync(browser, "pixel-explorer", 0));
        Assert.Equal(Convolve(x, dy, 1), await ClickAllAsync(browser, "gradient-microscope", 0));

        const string Choose = "(() => { const s = document.querySelector('.lepton-pixel-explorer select'); s.value = '2'; s.dispatchEvent(new Event('change')); return true; })()";
        await browser.EvaluateAsync(Choose);
        Assert.Equal(Convolve(x, w, 2).Select(value => value + 10), await ClickAllAsync(browser, "pixel-explorer", 0));

        const string Press = "(() => { const c = document.querySelectorAll('.lepton-pixel-explorer')[1].querySelectorAll('td.pick')[0]; c.click();"
            + " c.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })); return document.activeElement.getAttribute('aria-label'); })()";
        Assert.StartsWith("output row 0, column 1: ", (string)(await browser.EvaluateAsync(Press))!, StringComparison.Ordinal);
        Assert.Equal(6 * 6, (await ClickAllAsync(browser, "pixel-explorer", 1)).Length);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<double[]> ClickAllAsync(Browser browser, string name, int number)
    {
        JsonNode sums = (await browser.EvaluateAsync(
            $"(() => {{ const root = document.querySelectorAll('.lepton-{name}')[{number}]; return [...root.querySelectorAll('td.pick')].map(cell => {{ cell.click(); return root.querySelector('strong').textContent; }}); }})()"))!;
        return [.. sums.AsArray().Select(sum => double.Parse(((string)sum!).Replace('−', '-'), CultureInfo.InvariantCulture))];
    }

    private static double[,] Fill(int side, int step, int modulus)
    {
        double[,] values = new double[side, side];
        for (int i = 0; i < side * side; i++)
            values[i / side, i % side] = i * step % modulus - modulus / 2;
        return values;
    }

    private static IEnumerable<double> Convolve(double[,] x, double[,] w, int stride)
    {
        int kernel = w.GetLength(0), rows = (x.GetLength(0) - kernel) / stride + 1;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                double sum = 0;
                for (int u = 0; u < kernel; u++)
                {
                    for (int v = 0; v < kernel; v++)
                        sum += x[stride * i + u, stride * j + v] * w[u, v];
                }

                yield return sum;
            }
        }
    }
}
