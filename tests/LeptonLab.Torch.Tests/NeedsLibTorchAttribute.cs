using System.Reflection;
using System.Runtime.CompilerServices;
using CsCheck;
using Xunit.v3;

[assembly: LeptonLab.Torch.Tests.NeedsLibTorch]

namespace LeptonLab.Torch.Tests;

/// <summary>The conformance suite is about libtorch here: without it, it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class NeedsLibTorchAttribute : BeforeAfterTestAttribute
{
    // The suite has tried hundreds of cases with the devices of the core already.
    private const int Cases = 15;

    [ModuleInitializer]
    internal static void TakeFewerCases() => Check.Iter = Cases;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (methodUnderTest.DeclaringType?.Namespace == "LeptonLab.Tests.Conformance")
            LibTorch.SkipIfMissing();
    }
}
