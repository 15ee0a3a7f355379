using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Jupyter.Hosting;

/// <summary>
/// Makes the engine, and runs a cell that nobody sees: the first cell of a process pays for the start of the compiler and of
/// the formatters, which is better done while the client still connects.
/// </summary>
internal static class EngineStart
{
    public static async Task<IInteractiveKernel> CreateAsync()
    {
        var engine = new CSharpKernel();
        await engine.ExecuteAsync(new CellCode("1 + 1", "warm-up", "Warm-up"), new NoOutputs()).ConfigureAwait(false);
        return engine;
    }

    private sealed class NoOutputs : ICellOutputs
    {
        public void Publish(CellOutput output)
        {
        }
    }
}
