using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class EinsumConformance
{
    // Two operands with some of five letters each, in any order, and a result with some of theirs.
    private static readonly Gen<(string Equation, int[] Extents, ulong Seed)> Cases =
        from extents in Gen.Int[1, 9].Array[5]
        from first in Subset("abcde")
        from second in Subset("abcde")
        from result in Subset(string.Concat("abcde".Where((first + second).Contains)))
        from seed in Draw.Seed
        select ($"{first},{second}->{result}", extents, seed);

    // The gradient of an operand without letters is a sum of up to 9⁵ terms of both signs, which may be close to zero.
    [Fact]
    public void Any_equation_of_two_tensors_agrees_with_the_plain_loops() => Cases.Sample(
        sample => Of(sample.Equation, letter => sample.Extents[letter - 'a']).HoldToPlainLoops(sample.Seed, scale: 4), iter: 150);

    [Theory]
    [InlineData("bqd,bkd->bqk")]
    [InlineData("bqk,bkd->bqd")]
    [InlineData("bhqd,bhkd->bhqk")]
    [InlineData("bqhd,bkhd->bhqk")]
    [InlineData("ij,jk->ik")]
    [InlineData("ij,jk->ki")]
    [InlineData("ij,kj")]
    [InlineData("b i , b i -> b")]
    [InlineData("i,j->ij")]
    [InlineData("ij,ij->")]
    [InlineData("Bi,iO->BO")]
    [InlineData(",ij->ji")]
    public void Common_equations_agree_with_the_plain_loops_and_finite_differences(string equation)
    {
        Operation operation = Of(equation, letter => 2 + letter % 5);
        operation.HoldToPlainLoops(3);
        operation.HoldToFiniteDifferences(3);
    }

    [Fact]
    public void One_tensor_is_summed_and_permuted()
    {
        Tensor x = Draw.Tensor([2, 3, 4], 1);
        Assert.Equal(x.Sum(1).Transpose().ToArray(), Tensor.Einsum("ijk->ki", x).ToArray());
        Assert.Equal(x.Permute(2, 0, 1).ToArray(), Tensor.Einsum("bca->abc", x.Permute(0, 1, 2)).ToArray());
        Assert.Equal(x.Sum().Item(), Tensor.Einsum("ijk->", x).Item(), 1e-5f);
        Assert.Equal([3, 2, 4], Tensor.Einsum("bac", x).Shape);
        Assert.Equal([2, 0], Tensor.Einsum("ij->ij", Tensor.Zeros([2, 0])).Shape);
    }

    [Theory]
    [InlineData("ij,jk->ix", "the result has 'x'", 8)]
    [InlineData("ii,jk->ik", "'i' occurs twice in 'ii': diagonals", 1)]
    [InlineData("ij,jk->iki", "'i' occurs twice in 'iki'", 9)]
    [InlineData("i...,jk->ik", "an ellipsis is not supported", 1)]
    [InlineData("i2,jk->ik", "'2' is not a letter", 1)]
    [InlineData("ij,jk=>ik", "'=' is not a letter", 5)]
    [InlineData("ij,ijk->ik", "'ijk' has 3 letters, but tensor 2 of shape [3, 4] has 2 axes", 3)]
    [InlineData("ij,ik->jk", "'i' is 2 in tensor 1 of shape [2, 3], but 3 in tensor 2 of shape [3, 4]", 3)]
    [InlineData("ij->ij", "it has 1 operands, but 2 tensors were given", 5)]
    [InlineData("ij,jk,kl->il", "it has 3 operands, but 2 tensors were given", 5)]
    public void A_malformed_equation_is_refused_and_the_letter_pointed_at(string equation, string problem, int position)
    {
        string message = Assert.Throws<ArgumentException>(
            () => Tensor.Einsum(equation, Tensor.Ones([2, 3]), Tensor.Ones([3, 4]))).Message;
        Assert.Contains(problem, message);
        Assert.EndsWith($"\n    {equation}\n    {new string(' ', position)}^", message);
    }

    [Theory]
    [InlineData("3", "3")]
    [InlineData("2 3", "3")]
    [InlineData("3", "3 4")]
    [InlineData("2 3", "3 4")]
    [InlineData("5 2 3", "3 4")]
    [InlineData("5 2 3", "5 3 4")]
    [InlineData("2 5 2 3", "1 5 3 4")]
    [InlineData("2 3", "5 3 4")]
    [InlineData("7 1 2 3", "6 3 4")]
    public void The_matrix_product_repeats_batches(string first, string second)
    {
        static Shape Read(string text) => [.. text.Split(' ').Select(int.Parse)];
        Shape a = Read(first), b = Read(second);
        Tensor x = Draw.Tensor(a, 1), y = Draw.Tensor(b, 2);
        x.RequiresGrad = y.RequiresGrad = true;
        Tensor z = x.MatMul(y), dz = Draw.Tensor(z.Shape, 3);
        z.Backward(dz);

        // The same by a product of everything with everything, and a sum.
        Tensor p = x.Clone(), q = y.Clone();
        p.RequiresGrad = q.RequiresGrad = true;
        Tensor left = a.Rank == 1 ? p.Unsqueeze(0) : p, right = b.Rank == 1 ? q.Unsqueeze(-1) : q;
        Tensor slow = (left.Unsqueeze(-1) * right.Unsqueeze(-3)).Sum(-2).Reshape(z.Shape);
        slow.Backward(dz);
        Assert.InRange(Draw.Difference(slow, z), 0, 1e-6);
        Assert.InRange(Draw.Difference(p.Grad!, x.Grad!), 0, 1e-6);
        Assert.InRange(Draw.Difference(q.Grad!, y.Grad!), 0, 1e-6);
    }

    [Fact]
    public void Matrices_that_do_not_fit_are_refused()
    {
        Assert.Contains("[2, 5, 3] and [4, 2]", Assert.Throws<ShapeException>(() => Tensor.Ones([2, 5, 3]).MatMul(Tensor.Ones([4, 2]))).Message);
        Assert.Contains("scalar", Assert.Throws<ShapeException>(() => Tensor.Ones([]).MatMul(Tensor.Ones([4, 2]))).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<ShapeException>(() => Tensor.Ones([2, 5, 3]).MatMul(Tensor.Ones([3, 3, 2])));
    }

    private static Gen<string> Subset(string letters) =>
        from order in Gen.Shuffle(letters.ToCharArray())
        from count in Gen.Int[0, letters.Length]
        select new string(order.AsSpan(0, count));

    private static Operation Of(string equation, Func<char, int> extent)
    {
        string[] operands = equation.Split("->")[0].Replace(" ", "").Split(',');
        Shape[] shapes = [.. operands.Select(letters => new Shape([.. letters.Select(extent)]))];
        EinsumEquation e = EinsumEquation.Parse(equation, shapes);
        return new(
            shapes,
            x => Tensor.Einsum(equation, x[0], x[1]),
            x =>
            {
                var y = new double[e.ShapeOf(e.Result).Count];
                Einsum.Forward<double>(equation, x[0], shapes[0], x[1], shapes[1], y);
                return y;
            },
            (x, dy) =>
            {
                double[] da = new double[x[0].Length], db = new double[x[1].Length];
                Einsum.Backward<double>(equation, x[0], shapes[0], x[1], shapes[1], dy, da, db);
                return [da, db];
            });
    }
}
