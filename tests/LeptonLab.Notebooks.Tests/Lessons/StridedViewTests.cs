using CsCheck;
using LeptonLab.Notebooks.Lessons;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>A view reads what the library's own operations move.</summary>
public sealed class StridedViewTests
{
    private static readonly Gen<Shape> Shapes = Gen.Int[1, 5].Array[1, 4].Select(extents => new Shape(extents));

    [Fact]
    public void Row_by_row_every_element_is_where_the_tensor_has_it() => Shapes.Sample(shape =>
    {
        Tensor x = Counting(shape);
        StridedView view = StridedView.Of(shape);
        Assert.True(view.IsContiguous);
        Assert.Equal(Enumerable.Range(0, shape.Count), view.Offsets());
        int[] last = [.. shape.Select(extent => extent - 1)];
        Assert.Equal(x[last], view.Offset(last));
    });

    [Fact]
    public void Any_order_of_the_axes_reads_as_Permute_moves() =>
        Shapes.SelectMany(shape => Gen.Shuffle(Enumerable.Range(0, shape.Rank).ToArray()).Select(order => (shape, order))).Sample((shape, order) =>
            Equal(Counting(shape).Permute(order), StridedView.Of(shape).Permute(order).Read(Counting(shape))));

    [Fact]
    public void Slices_steps_and_reversals_read_as_IndexSelect_moves() =>
        (from shape in Shapes
         from axis in Gen.Int[0, shape.Rank - 1]
         from start in Gen.Int[0, shape[axis] - 1]
         from step in Gen.Int[1, 3]
         from length in Gen.Int[1, (shape[axis] - 1 - start) / step + 1]
         select (shape, axis, start, step, length)).Sample((shape, axis, start, step, length) =>
        {
            Tensor x = Counting(shape);
            StridedView slice = StridedView.Of(shape).Slice(axis, start, length, step);
            int[] places = [.. Enumerable.Range(0, length).Select(i => start + i * step)];
            Equal(x.IndexSelect(axis, places), slice.Read(x));
            Equal(x.IndexSelect(axis, [.. places.Reverse()]), slice.Reverse(axis).Read(x));
        });

    [Fact]
    public void A_stride_of_zero_repeats_and_equal_strides_overlap()
    {
        Tensor bias = Tensor.From([10, 20, 30], [3]);
        Equal(bias.BroadcastTo([4, 3]), StridedView.Of([3]).Repeat(4).Read(bias));
        Assert.Equal([0, 1, 2, 1, 2, 3], new StridedView(0, [2, 3], 1, 1).Offsets());
    }

    [Theory]
    [InlineData(3, 4, false)]
    [InlineData(1, 4, true)]
    [InlineData(4, 1, true)]
    public void A_transposed_matrix_is_contiguous_only_if_it_is_a_row_or_a_column(int rows, int columns, bool contiguous)
    {
        StridedView transposed = StridedView.Of([rows, columns]).Transpose();
        Assert.Equal(contiguous, transposed.IsContiguous);
        Assert.True(transposed.Transpose().IsContiguous);
    }

    [Fact]
    public void Mistakes_are_told_with_the_shape()
    {
        StridedView view = StridedView.Of([3, 4]);
        Assert.Contains("needs 2 strides", Assert.Throws<ShapeException>(() => new StridedView(0, [3, 4], 1)).Message, StringComparison.Ordinal);
        Assert.Contains("offset -1", Assert.Throws<ShapeException>(() => new StridedView(1, [3], -1)).Message, StringComparison.Ordinal);
        Assert.Contains("axis 1 of shape [3, 4]", Assert.Throws<ShapeException>(() => view.Slice(1, 2, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("there is no axis 2", Assert.Throws<ShapeException>(() => view.Reverse(2)).Message, StringComparison.Ordinal);
        Assert.Contains("no order of the 2 axes", Assert.Throws<ShapeException>(() => view.Permute(0, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("it must be 0 to 3", Assert.Throws<ArgumentException>(() => view.Offset(0, 4)).Message, StringComparison.Ordinal);
        Assert.Contains("ends at 1", Assert.Throws<ShapeException>(() => view.Read(Tensor.Zeros([2]))).Message, StringComparison.Ordinal);
    }

    private static Tensor Counting(Shape shape) => Tensor.From([.. Enumerable.Range(0, shape.Count).Select(offset => (float)offset)], shape);

    private static void Equal(Tensor expected, Tensor read)
    {
        Assert.Equal(expected.Shape, read.Shape);
        Assert.Equal(expected.ToArray(), read.ToArray());
    }
}
