using LeptonLab.Cpu;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Cpu;

public class GemmBlocksTests
{
    [Theory]
    [InlineData(100, 300, 1100)]
    [InlineData(130, 1050, 520)]
    [InlineData(530, 70, 515)]
    public unsafe void How_a_product_is_divided_changes_no_bits(int rows, int columns, int terms)
    {
        Tensor a = Draw.Tensor([rows, terms], 1), b = Draw.Tensor([terms, columns], 2);
        Tensor dealt = Tensor.Zeros([rows, columns]), alone = Tensor.Zeros([rows, columns]);
        var blocks = new GemmBlocks(Operands(dealt));
        Chunks.Run(blocks.Count, blocks);
        blocks = new GemmBlocks(Operands(alone), alone: true);
        Chunks.Run(blocks.Count, blocks);
        Assert.Equal(dealt.ToArray(), alone.ToArray());
        GC.KeepAlive(a);
        GC.KeepAlive(b);

        GemmOperands Operands(Tensor c) => new()
        {
            Rows = rows, Columns = columns, Terms = terms, A = a.Pointer, ARow = terms, AStep = 1,
            B = b.Pointer, BRow = columns, BColumn = 1, C = c.Pointer, CRow = columns,
        };
    }
}
