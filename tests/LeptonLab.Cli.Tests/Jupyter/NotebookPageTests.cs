using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LeptonLab.Cli.Tests.Jupyter;

/// <summary>The page of Jupyter Notebook, in a real browser.</summary>
public sealed class NotebookPageTests
{
    [Fact]
    public async Task The_notebook_page_runs_a_cell_shows_a_chart_and_interrupts_a_loop()
    {
        ScratchJupyter.SkipWithout("notebook.notebookapp");
        Assert.SkipUnless(Browser.Program is not null, "There is no chromium here. Debian: apt install chromium.");
        using var jupyter = new ScratchJupyter();
        jupyter.Folder.WriteNotebook(
            "page.ipynb",
            "$\"{6 * 7} 🙂\"",
            "Figures.Curves(\"A chart\", \"x\", \"y\", new Series(\"y\", [0, 1, 2], [0, 1, 4]))",
            "Console.WriteLine(\"begun\"); while (true) { }",
            "\"after \" + (40 + 2)",
            "new Slider(\"Rate\", 0, 1, 0.5)");
        int port = FreePort();
        using Process server = jupyter.Start(
            "-m", "notebook", "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--NotebookApp.token=secret",
            $"--notebook-dir={jupyter.Folder.Path}");
        try
        {
            server.ErrorDataReceived += (_, _) => { };
            server.BeginErrorReadLine();
            server.OutputDataReceived += (_, _) => { };
            server.BeginOutputReadLine();
            await ListeningAsync(port);
            string profile = Path.Combine(jupyter.Folder.Path, "profile");
            await using Browser browser = await Browser.OpenAsync($"http://127.0.0.1:{port}/notebooks/page.ipynb?token=secret", profile);
            await browser.UntilAsync("Jupyter.notebook.kernel.is_connected() && Jupyter.notebook.kernel.info_reply.implementation == 'lepton'");

            await RunAsync(browser, 0);
            await browser.UntilAsync(Output(0) + ".textContent.includes('42 🙂')");
            await RunAsync(browser, 1);
            await browser.UntilAsync(Output(1) + ".querySelector('.js-plotly-plot .main-svg')");
            await RunAsync(browser, 2);
            await browser.UntilAsync(Output(2) + ".textContent.includes('begun')");
            await browser.EvaluateAsync("Jupyter.notebook.kernel.interrupt()");
            await browser.UntilAsync(Output(2) + ".querySelector('.output_error')");
            await RunAsync(browser, 3);
            await browser.UntilAsync(Output(3) + ".textContent.includes('after 42')");

            // As a widget where the page has some, as text where it has none.
            await RunAsync(browser, 4);
            await browser.UntilAsync(Output(4) + ".textContent.includes('Rate')");
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    private static async Task RunAsync(Browser browser, int cell) =>
        await browser.EvaluateAsync($"Jupyter.notebook.execute_cells([{cell}])");

    private static string Output(int cell) => $"document.querySelectorAll('.code_cell')[{cell}].querySelector('.output_wrapper')";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ListeningAsync(int port)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "Jupyter Notebook does not start.");
            }
        }
    }
}
