using LeptonLab.Notebooks.Lessons.Examining;

namespace LeptonLab.Notebooks.Tests.Lessons;

public sealed class ValueTextTests
{
    [Fact]
    public void Values_are_written_so_that_a_person_can_compare_them()
    {
        Assert.Equal("[1, 2, 2, 1]\n[[ 1,  2],\n [-3, 40]]", ValueText.Of(Tensor.From([1, 2, -3, 40], [1, 2, 2, 1])));
        Assert.Equal("[2, 1]\n[[0.5],\n [  2]]", ValueText.Of(new double[,] { { 0.5 }, { 2 } }));
        Assert.Equal("[1, 2, 3]", ValueText.Of(new[] { 1, 2, 3 }));
        Assert.Equal("[0, 3] (empty)", ValueText.Of(Tensor.Zeros([0, 3])));
        Assert.Equal("[100]: 0, 0, 0, 0, 0, 0, 0, 0, …", ValueText.Of(Tensor.Zeros([100])));
        Assert.Equal("1245258", ValueText.Of(1_245_258L));
        Assert.Equal("row 0: [1]\nrow 1: [2, 3]", ValueText.Of(new double[][] { [1], [2, 3] }));
        Assert.Equal(["7", "true", "\"a\"", "[4, 5]", "null"], new object?[] { 7, true, "a", new Shape(4, 5), null }.Select(ValueText.Of));
        Assert.Equal(["0.33333", "0.333333333", "NaN", "−∞"], [ValueText.Number(1.0 / 3), ValueText.Number(1.0 / 3, 0.3333333), ValueText.Number(double.NaN), ValueText.Number(double.NegativeInfinity)]);
    }

    [Fact]
    public void Results_of_many_kinds_become_numbers()
    {
        NumberArray[] parts = NumberArray.Of((Tensor.Ones([2]), 3.5), ["dW", "db"])!;
        Assert.Equal(["dW[1]", "db"], [parts[0].Place(1), parts[1].Place(0)]);
        Assert.Equal([2, 3], NumberArray.Of(new List<float> { 2, 3 })![0].Values);
        Assert.Null(NumberArray.Of((Tensor.Ones([2]), (Tensor?)null)));
        Assert.Null(NumberArray.Of(new object[] { "a", new() }));
    }
}
