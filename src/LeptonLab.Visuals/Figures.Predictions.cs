using LeptonLab.Visuals.Pictures;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    /// <summary>
    /// Images with what a model takes them for: a tick and a green frame where it is right, a cross and a vermilion frame
    /// where it is wrong, and then the true class below.
    /// </summary>
    /// <param name="images">[n, height, width, channels].</param>
    /// <param name="truth">The true class of each image.</param>
    /// <param name="probabilities">[n, classes]; the largest of a row is the prediction.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="title">Above the grid.</param>
    /// <param name="maximum">The most images to show.</param>
    /// <exception cref="LeptonException">The numbers of images, labels, rows or classes do not fit together.</exception>
    public static Picture Predictions(
        Tensor images,
        IReadOnlyList<int> truth,
        Tensor probabilities,
        IReadOnlyList<string> classes,
        string title = "Predictions",
        int maximum = 24)
    {
        images = AsBatch(images, "Predictions");
        RequirePredictions(images, truth, probabilities, classes);
        int count = Math.Min(images.Shape[0], maximum);
        (float, float) range = Tiles.DisplayRange(images);
        (double width, double height) = TileSize(images, 128);
        var grid = new TileGrid(Math.Min(5, count), width, height, captionLines: 2, gap: 28);
        grid.Title(title);
        int right = 0;
        for (int i = 0; i < count; i++)
        {
            int predicted = Largest(probabilities, i);
            bool correct = predicted == truth[i];
            right += correct ? 1 : 0;
            (double x, double y) = grid.Tile(
                Tiles.Image(images, i, range),
                $"{probabilities[i, predicted]:P0} {classes[predicted]}",
                correct ? "" : $"true: {classes[truth[i]]}");
            AddMark(grid, correct, x, y, width, height);
        }

        grid.Note($"{right} of {count} right; the percentage is the probability that the model gives its answer");
        return grid.ToPicture($"{title}: {right} of {count} right");
    }

    // Drawn as lines, so that it needs no font.
    private static void AddMark(TileGrid grid, bool correct, double x, double y, double width, double height)
    {
        string colour = correct ? Theme.Green : Theme.Vermilion;
        grid.Add(new FrameItem(x, y, width, height, colour, 3));
        double left = x + width - 17, top = y + 5;
        (double, double)[][] strokes = correct
            ? [[(left, top + 6), (left + 4, top + 11), (left + 12, top)]]
            : [[(left, top), (left + 11, top + 11)], [(left + 11, top), (left, top + 11)]];
        foreach ((double, double)[] stroke in strokes)
        {
            grid.Add(new LineItem(stroke, Theme.Paper, 6));
            grid.Add(new LineItem(stroke, colour, 3));
        }
    }

    private static int Largest(Tensor probabilities, int row)
    {
        int best = 0;
        for (int c = 1; c < probabilities.Shape[1]; c++)
        {
            if (probabilities[row, c] > probabilities[row, best])
                best = c;
        }

        return best;
    }

    private static void RequirePredictions(
        Tensor images,
        IReadOnlyList<int> truth,
        Tensor probabilities,
        IReadOnlyList<string> classes)
    {
        int count = images.Shape[0];
        if (truth.Count != count)
            throw new LeptonException($"{count} images were given with {truth.Count} true classes; each image needs one.");
        if (probabilities.Shape != new Shape(count, classes.Count))
        {
            throw new LeptonException(
                $"{count} images and {classes.Count} classes need probabilities of shape [{count}, {classes.Count}], "
                + $"not {probabilities.Shape}.");
        }

        if (truth.Any(t => t < 0 || t >= classes.Count))
            throw new LeptonException($"A true class is not between 0 and {classes.Count - 1}: {string.Join(", ", truth)}.");
    }
}
