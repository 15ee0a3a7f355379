using System.Globalization;
using CsCheck;
using LeptonLab.Tests.Cpu.Fuzz;

namespace LeptonLab.Tests.Cpu;

/// <summary>
/// Random shapes over every operation and path of the CPU device, now and then with numbers strewn in that are not finite,
/// huge or tiny, against the plain loops: NaN and ±∞ exactly where those have them, all else within 1e-5.
/// </summary>
/// <remarks>
/// The cases are the same each time. With <c>LEPTON_FUZZ_SECONDS</c> in the environment each test runs for as long, with
/// cases that are new each time, and shrinks what fails.
/// </remarks>
public class FuzzTests
{
    [Fact]
    public void Convolutions_agree_with_the_plain_loops() => Run(ConvolutionCase.Any, 350, Convolutions.Check);

    [Fact]
    public void Matrix_products_and_dense_layers_agree_with_the_plain_loops() => Run(MatrixCase.Any, 300, MatrixCase.Check);

    [Fact]
    public void Pooling_agrees_with_the_plain_loops() => Run(PoolingCase.Any, 300, PoolingCase.Check);

    [Fact]
    public void Activations_losses_and_optimizers_agree_with_the_plain_loops() => Run(ElementCase.Any, 300, ElementCase.Check);

    private static void Run<TCase>(Gen<TCase> cases, int count, Action<TCase> check)
    {
        if (Environment.GetEnvironmentVariable("LEPTON_FUZZ_SECONDS") is { Length: > 0 } seconds)
        {
            cases.Sample(check, time: int.Parse(seconds, CultureInfo.InvariantCulture), threads: 1);
            return;
        }

        for (uint i = 0; i < count; i++)
        {
            TCase sample = cases.Generate(new PCG(i, 20_25), null, out _);
            try
            {
                check(sample);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Case {i}, {sample}: {e.Message}", e);
            }
        }
    }
}
