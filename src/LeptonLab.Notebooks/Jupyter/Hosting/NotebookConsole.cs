using System.Text;
using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Hosting;

/// <summary>
/// What is printed outside a cell, such as by a timer that a cell started, goes to the notebook as well; and
/// <c>Console.ReadLine</c> asks the notebook.
/// </summary>
internal sealed class NotebookConsole
{
    /// <summary>The kernel; until it is there, text goes where it always went.</summary>
    public JupyterKernel? Kernel { get; set; }

    /// <summary>Takes the console's place.</summary>
    public void Install()
    {
        Console.SetOut(new Writer(this, "stdout", Console.Out));
        Console.SetError(new Writer(this, "stderr", Console.Error));
        Console.SetIn(TextReader.Synchronized(new Reader(this)));
    }

    /// <summary>Asks the client of the running cell for each line.</summary>
    private sealed class Reader(NotebookConsole owner) : TextReader
    {
        private string _line = "";

        public override string? ReadLine()
        {
            if (_line.Length > 0)
                return Take().TrimEnd('\n');
            IFrontEnd frontEnd = owner.Kernel?.FrontEnd ?? throw new InvalidOperationException("The kernel is not there yet to be asked.");
            CancellationToken stop = CellContext.Current?.CancellationToken ?? CancellationToken.None;
            return frontEnd.ReadLineAsync("", password: false, stop).GetAwaiter().GetResult();
        }

        public override int Peek() => _line.Length > 0 ? _line[0] : -1;

        public override int Read()
        {
            if (_line.Length == 0)
                _line = ReadLine() + "\n";
            char first = _line[0];
            _line = _line[1..];
            return first;
        }

        // One line, and not all there ever will be: nobody says when that is.
        public override string ReadToEnd() => ReadLine() + "\n";

        private string Take()
        {
            (string rest, _line) = (_line, "");
            return rest;
        }
    }

    private sealed class Writer(NotebookConsole owner, string stream, TextWriter original) : TextWriter
    {
        public override Encoding Encoding => original.Encoding;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void WriteLine(string? value) => Write(value + "\n");

        public override void Write(string? value)
        {
            if (string.IsNullOrEmpty(value))
                return;
            if (owner.Kernel is { } kernel)
                kernel.Print(stream, value);
            else
                original.Write(value);
        }

        public override void Flush() => original.Flush();
    }
}
