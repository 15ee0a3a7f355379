using System.Text;

namespace LeptonLab.Cli.Terminal;

/// <summary>
/// Stands before standard output: when nobody can take it any more (a full disk, a closed stream), the work goes on and its
/// results are still saved.
/// </summary>
internal sealed class ForgivingWriter(TextWriter inner) : TextWriter
{
    /// <summary>What went wrong first; null if all was written.</summary>
    internal Exception? Problem { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Attempt(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Attempt(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Attempt(() => inner.Write(value));

    public override void WriteLine(string? value) => Attempt(() => inner.WriteLine(value));

    public override void Flush() => Attempt(inner.Flush);

    private void Attempt(Action write)
    {
        if (Problem is not null)
            return;
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Problem = error;
        }
    }
}
