using BenchmarkDotNet.Running;
using LeptonLab.Benchmarks.Gpu;
using LeptonLab.Benchmarks.Peers;

namespace LeptonLab.Benchmarks;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["gpu", .. string[] options]:
                return GpuCommand.Run(options);
            case ["peers", .. string[] options]:
                return PeersCommand.Run(options);
            case [PeerProcess.Verb, .. string[] options]:
                return PeerChild.Run(options);
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(InProcess(arguments));
                return 0;
        }
    }

    // A project that BenchmarkDotNet makes for itself would copy libtorch, half a gigabyte, every time.
    private static string[] InProcess(string[] arguments) =>
        arguments.Contains("--inProcess") ? arguments : [.. arguments, "--inProcess"];
}
