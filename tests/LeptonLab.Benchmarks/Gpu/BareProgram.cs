namespace LeptonLab.Benchmarks.Gpu;

/// <summary>The program that -p:Bare=true makes: the tests and races of a GPU and nothing else, see <see cref="GpuCommand"/>.</summary>
internal static class BareProgram
{
    private static int Main(string[] arguments) => GpuCommand.Run(arguments is ["gpu", .. string[] options] ? options : arguments);
}
