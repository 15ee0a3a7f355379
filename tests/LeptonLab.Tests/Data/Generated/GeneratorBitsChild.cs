namespace LeptonLab.Tests.Data.Generated;

/// <summary>What <see cref="GeneratorBitsTests"/> starts in a process of its own.</summary>
public class GeneratorBitsChild
{
    [Fact]
    public void Print_the_hashes_where_the_parent_asked_for_them()
    {
        if (Environment.GetEnvironmentVariable(GeneratorBitsTests.ChildVariable) is { Length: > 0 } file)
            File.WriteAllText(file, GeneratorBitsTests.Text(GeneratorBits.Of(1)));
    }
}
