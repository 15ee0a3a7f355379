using System.Diagnostics;
using System.Globalization;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>
/// The parent's hold on a child process. Each contestant has a process of its own, so that no library's threads, memory
/// or instruction set gets into another's way.
/// </summary>
internal sealed class PeerProcess : IDisposable
{
    /// <summary>The first argument of a child.</summary>
    internal const string Verb = "peers-child";

    private readonly Process _process;

    /// <summary>Starts a contestant and waits until it is set up.</summary>
    /// <exception cref="LeptonException">It cannot be set up; the message says why.</exception>
    internal PeerProcess(PeerCase work, string who, PeerOptions options, PeerSetting setting)
    {
        string program = Environment.ProcessPath!;
        string[] arguments = [Verb, work.Name, who, .. options.ToArguments()];
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(program, isHost ? [typeof(PeerProcess).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (setting.Variable is not null)
            start.Environment[setting.Variable] = setting.Value;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        try
        {
            Receive();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The processor time that the child has used since it started.</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    internal IReadOnlyList<Outcome> Check(string folder)
    {
        string path = Path.Combine(folder, $"{Guid.NewGuid():N}.outcomes");
        Ask($"check {path}");
        IReadOnlyList<Outcome> outcomes = OutcomeFile.Read(path);
        File.Delete(path);
        return outcomes;
    }

    /// <summary>Runs until the time of a run is stable, and returns that in milliseconds.</summary>
    internal double WarmUp() => Number("warm");

    /// <summary>Some runs; their median in milliseconds.</summary>
    internal double Turn(int runs) => Number($"turn {runs}");

    internal double PeakMegabytes() => Number("memory");

    internal string Remark() => Ask("remark");

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
                _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // It has ended by itself.
        }

        _process.Dispose();
    }

    private double Number(string command) => double.Parse(Ask(command), CultureInfo.InvariantCulture);

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return Receive();
    }

    private string Receive()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(PeerChild.Mark, StringComparison.Ordinal))
                return PeerChild.Read(line[PeerChild.Mark.Length..]);
        }

        _process.WaitForExit();
        throw new LeptonException($"its process ended without an answer, with exit code {_process.ExitCode}");
    }
}
