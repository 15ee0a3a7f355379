namespace LeptonLab.Notebooks.Jupyter.Specs;

/// <summary>Where Jupyter looks for kernels.</summary>
/// <remarks>https://docs.jupyter.org/en/latest/use/jupyter-directories.html#data-files</remarks>
public static class JupyterFolders
{
    /// <summary>The data folder of this user.</summary>
    /// <exception cref="LeptonException">The user has no home.</exception>
    public static string User
    {
        get
        {
            if (Variable("JUPYTER_DATA_DIR") is { } folder)
                return folder;
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (home.Length == 0)
                throw new LeptonException("This user has no home folder. Say where the kernel goes with --prefix FOLDER.");
            if (OperatingSystem.IsWindows())
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
            if (OperatingSystem.IsMacOS())
                return Path.Combine(home, "Library", "Jupyter");
            return Path.Combine(Variable("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "jupyter");
        }
    }

    /// <summary>The data folder under a prefix, such as <c>/usr/local</c> or a virtual environment.</summary>
    public static string Under(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");

    /// <summary>The data folder of the Python environment that is active: of conda, of a virtual environment, or of <c>python3</c>.</summary>
    /// <exception cref="LeptonException">There is none.</exception>
    public static string Python
    {
        get
        {
            string? prefix = Variable("VIRTUAL_ENV") ?? Variable("CONDA_PREFIX") ?? AskPython("python3") ?? AskPython("python");
            return prefix is not null
                ? Under(prefix)
                : throw new LeptonException("There is no Python environment here. Use --user, or --prefix FOLDER.");
        }
    }

    /// <summary>All data folders in the order in which Jupyter searches them.</summary>
    public static IReadOnlyList<string> All
    {
        get
        {
            List<string> folders = [.. (Variable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
            if (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile).Length > 0 || Variable("JUPYTER_DATA_DIR") is not null)
                folders.Add(User);
            foreach (string? prefix in new[] { Variable("VIRTUAL_ENV"), Variable("CONDA_PREFIX") })
            {
                if (prefix is not null)
                    folders.Add(Under(prefix));
            }

            if (OperatingSystem.IsWindows())
                folders.Add(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter"));
            else
                folders.AddRange(["/usr/local/share/jupyter", "/usr/share/jupyter"]);
            return [.. folders.Distinct()];
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string? AskPython(string program)
    {
        try
        {
            var start = new System.Diagnostics.ProcessStartInfo(program, ["-c", "import sys; print(sys.prefix)"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var python = System.Diagnostics.Process.Start(start);
            string? prefix = python?.StandardOutput.ReadLine();
            return Directory.Exists(prefix) ? prefix : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
