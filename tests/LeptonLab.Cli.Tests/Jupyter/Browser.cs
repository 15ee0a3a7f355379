using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace LeptonLab.Cli.Tests.Jupyter;

/// <summary>A page in headless chromium, driven over the DevTools protocol.</summary>
/// <remarks>https://chromedevtools.github.io/devtools-protocol/</remarks>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private int _id;

    private Browser(Process process)
    {
        _process = process;
    }

    /// <summary>The program, or null where there is none.</summary>
    internal static string? Program => Programs.FirstOrDefault(File.Exists);

    /// <summary>Opens a page.</summary>
    internal static async Task<Browser> OpenAsync(string url, string profile)
    {
        string[] arguments =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--remote-debugging-port=0", $"--user-data-dir={profile}", url,
        ];
        var process = Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var browser = new Browser(process);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        string portFile = Path.Combine(profile, "DevToolsActivePort");
        await UntilAsync(() => Task.FromResult(File.Exists(portFile) && File.ReadAllLines(portFile).Length > 1), "the browser");
        string port = File.ReadAllLines(portFile)[0];
        using var http = new HttpClient();
        string? page = null;
        await UntilAsync(
            async () =>
            {
                JsonArray pages = (await http.GetFromJsonAsync<JsonArray>($"http://127.0.0.1:{port}/json"))!;
                page = (string?)pages.FirstOrDefault(target => (string)target!["type"]! == "page")?["webSocketDebuggerUrl"];
                return page is not null;
            },
            "a page");
        await browser._socket.ConnectAsync(new Uri(page!), CancellationToken.None);
        return browser;
    }

    /// <summary>Waits until an expression of JavaScript is true.</summary>
    internal Task UntilAsync(string expression) =>
        UntilAsync(async () => (await EvaluateAsync($"Boolean({expression})"))?.GetValue<bool>() == true, expression);

    /// <summary>The value of an expression of JavaScript; null if it throws.</summary>
    internal async Task<JsonNode?> EvaluateAsync(string expression)
    {
        int id = ++_id;
        var request = new JsonObject
        {
            ["id"] = id,
            ["method"] = "Runtime.evaluate",
            ["params"] = new JsonObject { ["expression"] = expression, ["returnByValue"] = true },
        };
        using var patience = new CancellationTokenSource(Patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(request.ToJsonString()), WebSocketMessageType.Text, true, patience.Token);
        while (true)
        {
            JsonNode answer = await ReceiveAsync(patience.Token);
            if ((int?)answer["id"] == id)
                return answer["result"]?["result"]?["value"];
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var watch = Stopwatch.StartNew(); !await condition(); await Task.Delay(50))
            Assert.True(watch.Elapsed < Patience, $"Waited in vain for {what}.");
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, cancellationToken);
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(text.ToArray())!;
    }
}
