using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>What the tests of lessons read from the outputs of a cell.</summary>
internal static class LessonCells
{
    internal const string CheckType = "application/vnd.leptonlab.check+json";

    /// <summary>A right solution of L04-conv-forward, as a learner writes it.</summary>
    internal const string Convolution =
        """
        Tensor MyConv(Tensor x, Tensor w, Tensor b, int stride, int padding)
        {
            int rows = (x.Shape[1] + 2 * padding - w.Shape[0]) / stride + 1, columns = (x.Shape[2] + 2 * padding - w.Shape[1]) / stride + 1;
            var y = Tensor.Zeros([x.Shape[0], rows, columns, w.Shape[3]]);
            int place = 0;
            for (int n = 0; n < x.Shape[0]; n++)
            for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
            for (int o = 0; o < w.Shape[3]; o++)
            {
                float sum = b[o];
                for (int u = 0; u < w.Shape[0]; u++)
                for (int v = 0; v < w.Shape[1]; v++)
                for (int c = 0; c < w.Shape[2]; c++)
                {
                    int row = stride * i + u - padding, column = stride * j + v - padding;
                    if (row >= 0 && row < x.Shape[1] && column >= 0 && column < x.Shape[2])
                        sum += x[n, row, column, c] * w[u, v, c, o];
                }
                y.AsSpan()[place++] = sum;
            }
            return y;
        }
        """;

    /// <summary>The forms of the only value that a cell showed.</summary>
    internal static MimeBundle Shown(this Sink sink)
    {
        Assert.Null(sink.Result!.Error?.Message);
        return sink.Outputs.OfType<DisplayOutput>().Single().Data;
    }

    /// <summary>Runs a cell and gives what it showed as text.</summary>
    internal static async Task<string> TextAsync(params string[] cells) => (await TestNotebook.RunAsync(cells)).Shown().Text;
}
