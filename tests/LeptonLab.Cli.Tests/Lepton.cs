using System.Diagnostics;

namespace LeptonLab.Cli.Tests;

/// <summary>What a run of the program gave.</summary>
internal sealed record Finished(int ExitCode, string Output, string Error)
{
    /// <summary>The value behind a label, such as <c>SHA-256</c>.</summary>
    internal string Labelled(string label) =>
        Output.Split('\n').Single(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim();
}

/// <summary>Runs the real program, <c>lepton</c>, as a process of its own.</summary>
internal static class Lepton
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>The root of the repository.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>Runs it to its end in a folder.</summary>
    internal static Finished Run(string folder, params string[] arguments)
    {
        using var program = new Running(folder, arguments, data: null);
        return program.Finish(Patience);
    }

    /// <summary>Runs it with a folder of datasets of its own.</summary>
    internal static Finished RunWithData(string data, params string[] arguments)
    {
        using var program = new Running(data, arguments, data);
        return program.Finish(Patience);
    }

    /// <summary>Presses Ctrl-C after the program, with a folder of datasets of its own, printed a text.</summary>
    internal static Finished RunWithDataAndInterrupt(string data, string after, params string[] arguments)
    {
        using var program = new Running(data, arguments, data);
        return program.Interrupt(after);
    }

    /// <summary>Presses Ctrl-C after the program printed a text.</summary>
    internal static Finished RunAndInterrupt(string folder, string after, params string[] arguments)
    {
        using var program = new Running(folder, arguments, data: null);
        return program.Interrupt(after);
    }

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "LeptonLab.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("These tests run inside the repository.");
    }

    private sealed class Running : IDisposable
    {
        private readonly Process _process;
        private readonly List<string> _output = [], _error = [];

        internal Running(string folder, string[] arguments, string? data)
        {
            string program = Path.Combine(AppContext.BaseDirectory, "lepton.dll");
            _process = new Process
            {
                StartInfo = new ProcessStartInfo("dotnet", [program, .. arguments])
                {
                    WorkingDirectory = folder,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                },
            };
            if (data is not null)
                _process.StartInfo.Environment["LEPTON_DATA"] = data;
            _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
            _process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
            _process.Start();
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        internal Finished Interrupt(string after)
        {
            WaitFor(after, Patience);
            using (var kill = Process.Start("kill", ["-INT", _process.Id.ToString()]))
                kill.WaitForExit();
            return Finish(Patience);
        }

        private void WaitFor(string text, TimeSpan patience)
        {
            var watch = Stopwatch.StartNew();
            while (!Text(_output).Contains(text, StringComparison.Ordinal))
            {
                Assert.False(_process.HasExited, $"It ended before it printed '{text}': {Text(_output)}{Text(_error)}");
                Assert.True(watch.Elapsed < patience, $"It never printed '{text}'.");
                Thread.Sleep(20);
            }
        }

        internal Finished Finish(TimeSpan patience)
        {
            Assert.True(_process.WaitForExit(patience), "It does not end.");
            _process.WaitForExit();
            return new Finished(_process.ExitCode, Text(_output), Text(_error));
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }

        private static void Add(List<string> lines, string? line)
        {
            lock (lines)
            {
                if (line is not null)
                    lines.Add(line);
            }
        }

        private static string Text(List<string> lines)
        {
            lock (lines)
                return string.Join('\n', lines);
        }
    }
}
