using LeptonLab.Notebooks.Kernels.Scripting;
using Microsoft.CodeAnalysis.CSharp;

namespace LeptonLab.Notebooks.Tests.Kernels;

public sealed class SafepointWriterTests
{
    [Theory]
    [InlineData("static void Sum(Index1D i, LabView x) { while (x[i] > 0) { x[i]--; } }")]
    [InlineData("static class Mine { public static void Sum(ILGPU.Index2D i, int n) { for (int k = 0; ; k++) { n--; } } }")]
    [InlineData("var sum = (Index1D i, ArrayView<float> x) => { while (x[i] > 0) { x[i]--; } };")]
    [InlineData("static float Power(ArrayView1D<float, Stride1D.Dense> x, int n) => n == 0 ? 1 : x[0] * Power(x, n - 1);")]
    public void What_is_written_for_a_GPU_stays_as_it_is(string code) => Assert.Equal(code, Write(code));

    [Theory]
    [InlineData("static void Sum(int i, float[] x) { while (x[i] > 0) { x[i]--; } }")]
    [InlineData("while (true) { }")]
    [InlineData("static float Power(float x, int n) => n == 0 ? 1 : x * Power(x, n - 1);")]
    public void Everything_else_can_be_interrupted(string code) => Assert.Contains("Safepoint", Write(code), StringComparison.Ordinal);

    private static string Write(string code) =>
        SafepointWriter.Write(code, CSharpSyntaxTree.ParseText(code, ScriptEnvironment.ScriptSyntax).GetRoot()).ToString();
}
