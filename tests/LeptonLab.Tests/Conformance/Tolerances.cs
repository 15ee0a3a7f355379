namespace LeptonLab.Tests.Conformance;

/// <summary>How far a device may be from the plain loops in double, relative to the largest number of a tensor.</summary>
internal static class Tolerances
{
    internal static readonly (Device Device, double Tolerance)[] All =
    [
        (Device.Plain, 1e-4), // one long single-precision sum
        (Device.Cpu, 1e-5),
    ];
}
