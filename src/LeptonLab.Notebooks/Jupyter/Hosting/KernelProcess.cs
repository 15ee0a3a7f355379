using System.Runtime.InteropServices;
using LeptonLab.Notebooks.Jupyter.Serving;
using LeptonLab.Notebooks.Kernels;
using NetMQ;

namespace LeptonLab.Notebooks.Jupyter.Hosting;

/// <summary>A process that is a kernel: <c>lepton kernel -f connection.json</c>.</summary>
public static class KernelProcess
{
    private static readonly TimeSpan TimeToClose = TimeSpan.FromSeconds(3);

    /// <summary>Answers clients until one of them, or the end of the parent, shuts the kernel down.</summary>
    /// <param name="connectionFile">What the client wrote.</param>
    /// <param name="keepsHistory">Whether cells are added to the history of all sessions.</param>
    /// <returns>How it ended; the caller leaves the process then.</returns>
    /// <exception cref="LeptonException">The connection file or a port cannot be used.</exception>
    public static async Task<KernelEnd> RunAsync(string connectionFile, bool keepsHistory)
    {
        TextWriter log = Console.Error;
        var console = new NotebookConsole();
        console.Install();
        using var guard = ProcessGuard.Install();

        // First of all, and while the sockets are made and the client connects.
        Task<IInteractiveKernel> engine = Task.Run(EngineStart.CreateAsync);
        ConnectionFile connection = ConnectionFile.Load(connectionFile);
        string? history = keepsHistory ? KernelHistory.StandardPath : null;
        KernelEnd end;
        var kernel = new JupyterKernel(connection, () => engine.GetAwaiter().GetResult(), history, log);
        console.Kernel = kernel;
        using (var parent = ParentWatch.Start(kernel.Stop))
        using (OnSignal(PosixSignal.SIGINT, kernel.Interrupt))
        using (OnSignal(PosixSignal.SIGTERM, kernel.Stop))
        {
            guard.Watch(kernel);
            end = await kernel.Ended.ConfigureAwait(false);
        }

        guard.Dispose();
        EndAnyhow();
        await kernel.DisposeAsync().ConfigureAwait(false);
        NetMQConfig.Cleanup(block: true);
        if (end == KernelEnd.Stuck)
            SelfReplacement.TryReplace();
        return end;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, Action action) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            action();
        });

    // A thread of a cell, or a socket, may refuse to end; whoever asked for the end must not wait for it.
    private static void EndAnyhow() => new Thread(() =>
    {
        Thread.Sleep(TimeToClose);
        System.Diagnostics.Process.GetCurrentProcess().Kill();
    })
    { IsBackground = true, Name = "Last resort" }.Start();
}
