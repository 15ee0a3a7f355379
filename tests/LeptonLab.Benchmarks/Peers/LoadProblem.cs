namespace LeptonLab.Benchmarks.Peers;

/// <summary>Says in plain words why a contestant could not be set up.</summary>
internal static class LoadProblem
{
    internal static string Explain(Exception error)
    {
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is DllNotFoundException or TypeInitializationException or NotSupportedException or BadImageFormatException)
            {
                // TorchSharp's own message blames a missing package, whatever the cause.
                return error.ToString().Contains("TorchSharp", StringComparison.Ordinal)
                    ? "libtorch cannot be loaded on this machine: most likely its C++ library is older than GCC 13's. 'lepton doctor' tells more."
                    : $"the native library cannot be loaded on this machine: {error.GetBaseException().Message}";
            }
        }

        return $"{error.GetType().Name}: {error.Message}";
    }
}
