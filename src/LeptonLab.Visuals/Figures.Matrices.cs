using System.Globalization;
using LeptonLab.Visuals.Pictures;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    private const double LeastCellWidth = 34, MatrixCellHeight = 26, MatrixGap = 30, MatrixPageWidth = 760;

    /// <summary>
    /// Small matrices side by side with their numbers written in them, such as a patch, a kernel and their products. Blue is
    /// positive, orange is negative, the darker the larger, on a scale of its own for each matrix.
    /// </summary>
    /// <param name="title">Above the matrices.</param>
    /// <param name="matrices">
    /// What stands above each matrix, and the matrix: [rows, columns]; an image [1, rows, columns, 1] and a kernel [rows,
    /// columns, 1, 1] will do as well.
    /// </param>
    /// <exception cref="LeptonException">A tensor has another shape.</exception>
    public static Picture Matrices(string title, params IReadOnlyList<(string Name, Tensor Matrix)> matrices)
    {
        const double Margin = 12;
        var items = new List<PictureItem>();
        double x = Margin, top = Margin, right = Margin, rowHeight = 0;
        if (title.Length > 0)
        {
            items.Add(new TextItem(title, Margin, top + 17, 17, Theme.Ink, Bold: true));
            right = Margin + 0.58 * 17 * title.Length;
            top += 34;
        }

        foreach ((string name, Tensor matrix) in matrices)
        {
            (int rows, int columns) = MatrixSize(name, matrix);
            string[] numbers = MatrixNumbers(matrix.AsSpan());
            double cellWidth = numbers.Select(number => 7.3 * number.Length + 8).Append(LeastCellWidth).Max();
            double width = Math.Max(columns * cellWidth, 0.58 * 13 * name.Length), height = 24 + rows * MatrixCellHeight;
            if (x > Margin && x + width > MatrixPageWidth)
                (x, top, rowHeight) = (Margin, top + rowHeight + 14, 0);
            items.Add(new TextItem(name, x, top + 14, 13, Theme.Ink));
            AddMatrix(items, matrix, numbers, rows, columns, cellWidth, x, top + 24);
            (right, rowHeight) = (Math.Max(right, x + width), Math.Max(rowHeight, height));
            x += width + MatrixGap;
        }

        string names = string.Join(", ", matrices.Select(one => one.Name));
        return new Picture(
            (int)Math.Ceiling(right + Margin), (int)Math.Ceiling(top + rowHeight + Margin), title.Length > 0 ? $"{title}: {names}" : names, items);
    }

    private static (int Rows, int Columns) MatrixSize(string name, Tensor matrix) => matrix.Shape.Extents switch
    {
        [int rows, int columns] => (rows, columns),
        [1, int rows, int columns, 1] => (rows, columns),
        [int rows, int columns, 1, 1] => (rows, columns),
        _ => throw new LeptonException(
            $"Matrices shows [rows, columns], an image [1, rows, columns, 1] or a kernel [rows, columns, 1, 1]; {name} is {matrix.Shape}."),
    };

    // With three decimals, and more where all numbers are small, so that the largest has three digits.
    private static string[] MatrixNumbers(ReadOnlySpan<float> values)
    {
        float largest = Tiles.Largest(values);
        int decimals = largest is > 0 and < 0.1f ? Math.Min(9, 2 - (int)Math.Floor(Math.Log10(largest))) : 3;
        string[] numbers = new string[values.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            double rounded = Math.Round(values[i], decimals);
            numbers[i] = (rounded == 0 ? 0 : rounded).ToString(largest < 1e6 ? $"0.{new string('#', decimals)}" : "G3", CultureInfo.InvariantCulture).Replace('-', '−');
        }

        return numbers;
    }

    private static void AddMatrix(
        List<PictureItem> items, Tensor matrix, string[] numbers, int rows, int columns, double cellWidth, double x, double y)
    {
        ReadOnlySpan<float> values = matrix.AsSpan();
        float largest = Tiles.Largest(values);
        var cells = new Raster(columns, rows);
        for (int i = 0; i < values.Length; i++)
            cells[i % columns, i / columns] = Tint(largest == 0 ? 0 : values[i] / largest);
        items.Add(new ImageItem(cells.Enlarge(8), x, y, columns * cellWidth, rows * MatrixCellHeight));
        items.Add(new FrameItem(x, y, columns * cellWidth, rows * MatrixCellHeight, Theme.FaintInk, 1));
        for (int i = 0; i < values.Length; i++)
        {
            (double left, double top) = (x + i % columns * cellWidth, y + i / columns * MatrixCellHeight);
            items.Add(new TextItem(
                numbers[i], left + cellWidth / 2, top + MatrixCellHeight / 2 + 4.5, 12.5, Theme.Ink, TextAnchor.Middle));
        }
    }

    // From white to a light tint on which ink is read.
    private static (byte Red, byte Green, byte Blue) Tint(float share)
    {
        if (!float.IsFinite(share))
            return (255, 255, 255);
        (double red, double green, double blue) = share >= 0 ? (130, 185, 230) : (245, 176, 110);
        double part = Math.Min(1, Math.Abs(share));
        byte Mixed(double colour) => (byte)Math.Round(255 + part * (colour - 255));
        return (Mixed(red), Mixed(green), Mixed(blue));
    }
}
