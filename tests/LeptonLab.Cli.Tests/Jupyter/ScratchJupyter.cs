using System.Diagnostics;

namespace LeptonLab.Cli.Tests.Jupyter;

/// <summary>Jupyter with folders of its own, in which our kernel is installed; nothing of the machine's is read or changed.</summary>
internal sealed class ScratchJupyter : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly TemporaryFolder _folder = new();

    internal ScratchJupyter()
    {
        Finished installed = Lepton.Run(_folder.Path, "jupyter", "install", "--prefix", Prefix);
        Assert.True(installed.ExitCode == 0, installed.Error);
    }

    internal TemporaryFolder Folder => _folder;

    internal string Prefix => Path.Combine(_folder.Path, "my prefix");

    /// <summary>Debian's Python, whose Jupyter packages apt installs; another elsewhere.</summary>
    private static string PythonProgram => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>Skips the test where Python cannot import these.</summary>
    internal static void SkipWithout(params string[] modules)
    {
        try
        {
            using Process python = Process.Start(new ProcessStartInfo(PythonProgram, ["-c", "import " + string.Join(", ", modules)])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            })!;
            python.WaitForExit();
            Assert.SkipUnless(python.ExitCode == 0, $"Python has no {string.Join(", ", modules)} here. Debian: apt install python3-nbclient jupyter-notebook.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no Python here, and with it no Jupyter.");
        }
    }

    /// <summary>Runs a Python program to its end; what it printed.</summary>
    internal string Python(string program, params string[] arguments)
    {
        using Process python = Start(["-c", program, .. arguments]);
        Task<string> output = python.StandardOutput.ReadToEndAsync(), error = python.StandardError.ReadToEndAsync();
        Assert.True(python.WaitForExit(Patience), "Python does not end.");
        Assert.True(python.ExitCode == 0, error.Result);
        return output.Result;
    }

    /// <summary>Starts Python with this Jupyter's folders.</summary>
    internal Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(PythonProgram, arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["JUPYTER_PATH"] = Path.Combine(Prefix, "share", "jupyter");
        foreach (string variable in new[] { "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR" })
            start.Environment[variable] = Path.Combine(_folder.Path, variable);
        start.Environment["LEPTON_HISTORY"] = Path.Combine(_folder.Path, "history.jsonl");

        // What the Python of an editor or of a test tool may have set is not for Debian's.
        start.Environment.Remove("PYTHONHOME");
        start.Environment.Remove("PYTHONPATH");
        return Process.Start(start)!;
    }

    public void Dispose() => _folder.Dispose();
}
