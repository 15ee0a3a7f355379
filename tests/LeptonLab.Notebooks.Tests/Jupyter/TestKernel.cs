using LeptonLab.Notebooks.Jupyter;

namespace LeptonLab.Notebooks.Tests.Jupyter;

/// <summary>A kernel that listens on real sockets, with an engine made for the test.</summary>
internal sealed class TestKernel : IAsyncDisposable
{
    private readonly List<TestClient> _clients = [];

    public TestKernel(string? history = null, ConnectionFile? connection = null)
    {
        Connection = connection ?? ConnectionFile.Create();
        Kernel = new JupyterKernel(Connection, () => Engine, history, TextWriter.Synchronized(Log));
    }

    public ConnectionFile Connection { get; }

    public FakeEngine Engine { get; } = new();

    public StringWriter Log { get; } = new();

    public JupyterKernel Kernel { get; }

    /// <summary>A client that gets all that is published from now on.</summary>
    public async Task<TestClient> ConnectAsync()
    {
        var client = new TestClient(Connection);
        _clients.Add(client);
        await client.ReadyAsync();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TestClient client in _clients)
            client.Dispose();
        await Kernel.DisposeAsync();
    }
}
