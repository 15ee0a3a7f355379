using System.Globalization;
using System.Text.RegularExpressions;

namespace LeptonLab.Gpu.Tests.Driver;

/// <summary>What a process that ran tests left behind.</summary>
/// <param name="ExitCode">0 where all passed.</param>
/// <param name="Output">What it wrote, errors last.</param>
internal sealed partial record ChildRun(int ExitCode, string Output)
{
    /// <summary>It ran so many tests at least, and all passed.</summary>
    internal void Passed(int atLeast)
    {
        Assert.True(ExitCode == 0, Output);
        Match total = Total().Match(Output);
        Assert.True(total.Success, Output);
        Assert.InRange(int.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture), atLeast, int.MaxValue);
    }

    [GeneratedRegex(@"Total: (\d+), Errors: 0, Failed: 0, Skipped: 0, Not Run: 0")]
    private static partial Regex Total();
}
