namespace LeptonLab.IO;

/// <summary>
/// A folder that appears complete or not at all: it is filled under a temporary name beside the target and renamed by
/// <see cref="Complete"/>; disposing it before that deletes it.
/// </summary>
internal sealed class NewFolder : IDisposable
{
    private readonly string _target;
    private bool _complete;

    /// <summary>Starts a folder.</summary>
    /// <param name="target">Where it will be; an empty folder may be there already.</param>
    /// <exception cref="LeptonException">Something is there already, or nothing can be written there.</exception>
    internal NewFolder(string target)
    {
        _target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        if (File.Exists(_target) || (Directory.Exists(_target) && Directory.EnumerateFileSystemEntries(_target).Any()))
        {
            throw new LeptonException(
                $"'{target}' is there already and not empty. Nothing was changed: choose another folder, or delete it first.");
        }

        Path = $"{_target}.{Guid.NewGuid():N}.tmp";
        Attempt(() => Directory.CreateDirectory(Path));
    }

    /// <summary>Where to write for now.</summary>
    internal string Path { get; }

    /// <summary>Gives the folder its name.</summary>
    internal void Complete() => Attempt(() =>
    {
        if (Directory.Exists(_target))
            Directory.Delete(_target);
        Directory.Move(Path, _target);
        _complete = true;
    });

    public void Dispose()
    {
        if (_complete || !Directory.Exists(Path))
            return;
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The error that brought us here is the one to report.
        }
    }

    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteError.For(_target, error);
        }
    }
}
