namespace LeptonLab.Tests.Cpu;

/// <summary>What <see cref="SameBitsTests"/> starts in a process of its own.</summary>
public class SameBitsChild
{
    [Fact]
    public void Print_the_fingerprint_where_the_parent_asked_for_it()
    {
        if (Environment.GetEnvironmentVariable(SameBitsTests.ChildVariable) is { Length: > 0 } file)
            File.WriteAllText(file, SameBitsTests.Train());
    }
}
