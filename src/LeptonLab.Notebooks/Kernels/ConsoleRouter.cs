using System.Text;

namespace LeptonLab.Notebooks.Kernels;

/// <summary>
/// Stands in for <see cref="Console.Out"/> or <see cref="Console.Error"/>: what a cell writes becomes its output, what
/// anybody else writes goes where it always went.
/// </summary>
internal sealed class ConsoleRouter : TextWriter
{
    private static readonly Lock InstallLock = new();
    private static bool _installed;

    private readonly TextWriter _original;
    private readonly string _stream;

    private ConsoleRouter(TextWriter original, string stream)
    {
        _original = original;
        _stream = stream;
    }

    public override Encoding Encoding => _original.Encoding;

    public static void Install()
    {
        lock (InstallLock)
        {
            if (_installed)
                return;
            Console.SetOut(new ConsoleRouter(Console.Out, "stdout"));
            Console.SetError(new ConsoleRouter(Console.Error, "stderr"));
            _installed = true;
        }
    }

    public override void Write(char value) => Send(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Send(new string(buffer, index, count));

    public override void Write(string? value) => Send(value);

    public override void WriteLine(string? value) => Send(value + "\n");

    public override void WriteLine() => Send("\n");

    public override void Flush() => _original.Flush();

    private void Send(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return;
        if (CellContext.Current is { } cell)
            cell.Outputs.Publish(new StreamOutput(_stream, text.Replace("\r\n", "\n", StringComparison.Ordinal)));
        else
            _original.Write(text);
    }
}
