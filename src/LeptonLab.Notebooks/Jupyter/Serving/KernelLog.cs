namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>What a kernel has to say to whoever started it: one line each on standard error, and not without end.</summary>
internal sealed class KernelLog(TextWriter writer)
{
    private const int Most = 200;
    private int _lines;

    public void Write(string message)
    {
        int line = Interlocked.Increment(ref _lines);
        if (line > Most)
            return;
        try
        {
            writer.WriteLine($"lepton kernel: {message}{(line == Most ? " (Nothing more is logged.)" : "")}");
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Whoever started it reads no more.
        }
    }
}
