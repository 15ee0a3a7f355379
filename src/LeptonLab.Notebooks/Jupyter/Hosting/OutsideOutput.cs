using System.Text;

namespace LeptonLab.Notebooks.Jupyter.Hosting;

/// <summary>
/// What is printed outside a cell, such as by a timer that a cell started, goes to the notebook as well; and
/// <c>Console.ReadLine</c> asks the notebook.
/// </summary>
internal sealed class OutsideOutput
{
    /// <summary>The kernel; until it is there, text goes where it always went.</summary>
    public JupyterKernel? Kernel { get; set; }

    /// <summary>Takes the console's place.</summary>
    public void Install()
    {
        Console.SetOut(new Writer(this, "stdout", Console.Out));
        Console.SetError(new Writer(this, "stderr", Console.Error));
    }

    private sealed class Writer(OutsideOutput owner, string stream, TextWriter original) : TextWriter
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
