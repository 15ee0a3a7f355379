using System.Diagnostics;
using System.Globalization;

namespace LeptonLab.Notebooks.Jupyter.Client;

/// <summary>A running kernel: its process, its connection file and what it says on standard error.</summary>
internal sealed class KernelProgram : IDisposable
{
    private const int MostWords = 4000;
    private readonly Process _process;
    private readonly string _folder;
    private readonly LastWords _words = new(MostWords);

    private KernelProgram(Process process, string folder)
    {
        _process = process;
        _folder = folder;
        process.ErrorDataReceived += (_, line) => _words.Add(line.Data);
        process.OutputDataReceived += (_, line) => _words.Add(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        Ended = process.WaitForExitAsync();
    }

    /// <summary>Where it listens.</summary>
    public required ConnectionFile Connection { get; init; }

    /// <summary>Ends with the process.</summary>
    public Task Ended { get; }

    /// <summary>How the process ended, once it has.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What it has said, line by line: the beginning and the end if it is much.</summary>
    public IReadOnlyList<string> Words => _words.Lines;

    /// <summary>Starts a kernel in a folder.</summary>
    /// <param name="words">The program and its arguments; <c>{connection_file}</c> stands for that file.</param>
    /// <param name="environment">Variables to set for it.</param>
    /// <param name="folder">Where its cells find files.</param>
    /// <exception cref="LeptonException">The program cannot be started.</exception>
    public static KernelProgram Start(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment, string folder)
    {
        string place = Directory.CreateTempSubdirectory("lepton-kernel-").FullName;
        try
        {
            string file = Path.Combine(place, "connection.json");
            ConnectionFile connection = ConnectionFile.Create();
            connection.Save(file);
            var start = new ProcessStartInfo(
                words[0], words.Skip(1).Select(word => word.Replace("{connection_file}", file, StringComparison.Ordinal)))
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            };
            start.Environment["JPY_PARENT_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            foreach ((string name, string value) in environment)
                start.Environment[name] = value;
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return new KernelProgram(process, place) { Connection = connection };
        }
        catch (Exception error)
        {
            Remove(place);
            if (error is System.ComponentModel.Win32Exception)
                throw new LeptonException($"The kernel '{words[0]}' cannot be started: {error.Message}", error);
            throw;
        }
    }

    /// <summary>Forgets what was said so far.</summary>
    public void ForgetWords() => _words.Clear();

    /// <summary>Interrupts it as Ctrl-C does, for kernels that take no message.</summary>
    public void Signal()
    {
        if (OperatingSystem.IsWindows())
            return;
        using Process kill = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Ends the process and whatever it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit(TimeSpan.FromSeconds(2));
        _process.Dispose();
        Remove(_folder);
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Left to whoever cleans the folder of temporary files.
        }
    }
}
