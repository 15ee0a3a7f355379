using LeptonLab.IO;

namespace LeptonLab.Data.Fetching;

/// <summary>
/// Lets one process at a time fetch a dataset: an open file that nobody else can open. It ends with the process, however
/// that ends; the empty file stays.
/// </summary>
internal static class FolderLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until nobody else has the lock.</summary>
    /// <param name="path">The file.</param>
    /// <param name="waiting">Told once if somebody has it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LeptonException">The file cannot be made there.</exception>
    internal static async Task<IDisposable> TakeAsync(string path, Action waiting, CancellationToken cancellationToken)
    {
        bool told = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (IsTaken(path))
            {
                if (!told)
                    waiting();
                told = true;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw WriteError.For(path, error);
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    // Another error, such as a full disk, would leave no file or one that opens for reading.
    private static bool IsTaken(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
