using CsCheck;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Numerics;

public class RandomStreamTests
{
    // Known answers for philox4x32-10 from the file kat_vectors of Random123 (D. E. Shaw Research).
    [Theory]
    [InlineData(0UL, 0UL, 0UL, new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [InlineData(0x85a308d3243f6a88, 0x0370734413198a2e, 0x299f31d0a4093822, new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void Philox_gives_the_published_answers(ulong block, ulong stream, ulong seed, uint[] expected)
    {
        var words = new uint[4];
        RandomStream.Philox(block, stream, seed, words);
        Assert.Equal(expected, words);
    }

    [Fact]
    public void Normal_draws_have_mean_0_and_variance_1_and_the_right_tails()
    {
        var random = new RandomStream(3);
        double[] draws = [.. Enumerable.Range(0, 200_000).Select(_ => random.NextNormal())];
        Assert.InRange(draws.Average(), -0.01, 0.01);
        Assert.InRange(draws.Average(x => x * x), 0.98, 1.02);
        Assert.InRange(draws.Average(x => x * x * x * x), 2.9, 3.1);
        Assert.InRange(draws.Count(x => Math.Abs(x) > 1.959964) / 200_000.0, 0.048, 0.052);
    }

    [Fact]
    public void Integers_are_in_range_and_even() => Gen.Int[1, 1000].Sample(count =>
    {
        var random = new RandomStream((ulong)count);
        for (int i = 0; i < 100; i++)
            Assert.InRange(random.NextInt32(count), 0, count - 1);
    });

    [Fact]
    public void A_permutation_holds_every_number_once() => Gen.Int[0, 500].Sample(count =>
        Assert.Equal(Enumerable.Range(0, count), new RandomStream(1, (ulong)count).Permutation(count).Order()));

    [Fact]
    public void Streams_of_one_seed_differ() =>
        Assert.NotEqual(new RandomStream(1, 0).NextUInt64(), new RandomStream(1, 1).NextUInt64());
}
