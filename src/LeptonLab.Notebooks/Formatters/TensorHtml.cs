using System.Text;
using LeptonLab.Formatters;
using LeptonLab.Visuals;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>Tensors as pages show them: images as pictures side by side, vectors and matrices as tables.</summary>
internal static class TensorHtml
{
    private const int SmallestImage = 8;
    private const int MostImages = 32;

    public static string Of(Tensor tensor)
    {
        Shape shape = tensor.Shape;
        if (IsImages(shape))
            return Figure(Figures.ImageGrid(tensor, maximum: MostImages).Html, tensor);
        if (shape.Rank is 1 or 2 && tensor.Count > 0)
            return Matrix(tensor);
        return $"<pre>{HtmlText.Escape(TensorText.Of(tensor))}</pre>";
    }

    /// <summary>Whether a shape is that of an image or a batch of images with one or three channels.</summary>
    private static bool IsImages(Shape shape) =>
        shape.Rank is 3 or 4 && shape[^1] is 1 or 3 && shape.Count > 0
        && shape[^2] >= SmallestImage && shape[^3] >= SmallestImage;

    /// <summary>Shape, smallest and largest value: what one wants to know of any tensor.</summary>
    private static string Caption(Tensor tensor)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in tensor.AsSpan())
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        string name = tensor.Name is null ? "" : tensor.Name + " ";
        return $"{name}{tensor.Shape}, {TensorText.Number(low)} to {TensorText.Number(high)}";
    }

    private static string Matrix(Tensor tensor)
    {
        int rows = tensor.Shape.Rank == 1 ? 1 : tensor.Shape[0];
        int columns = tensor.Shape[^1];
        Span<float> values = tensor.AsSpan();
        var html = new StringBuilder("<table class=\"lepton-table\"><tbody>");
        foreach (int row in TensorText.Shown(rows))
        {
            html.Append("<tr>");
            foreach (int column in TensorText.Shown(columns))
            {
                string text = row < 0 || column < 0 ? "…" : TensorText.Number(values[row * columns + column]);
                html.Append("<td class=\"number\" style=\"text-align:right\">").Append(text).Append("</td>");
            }

            html.Append("</tr>");
        }

        return Figure(html.Append("</tbody></table>").ToString(), tensor);
    }

    private static string Figure(string content, Tensor tensor) =>
        $"<figure class=\"lepton-tensor\">{content}<figcaption>{HtmlText.Escape(Caption(tensor))}</figcaption></figure>";
}
