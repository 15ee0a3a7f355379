using BenchmarkDotNet.Running;
using LeptonLab.Benchmarks.Peers;

namespace LeptonLab.Benchmarks;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["peers", .. string[] options]:
                return PeersCommand.Run(options);
            case [PeerProcess.Verb, .. string[] options]:
                return PeerChild.Run(options);
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(arguments);
                return 0;
        }
    }
}
