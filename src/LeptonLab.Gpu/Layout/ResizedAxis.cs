namespace LeptonLab.Gpu;

/// <summary>
/// Rows, or columns, of an input and an output, see <see cref="Ops.Upsample2d"/>. Output i has its centre at
/// ((2i + 1) · input − output) / (2 · output): whole numbers say exactly between which two inputs that is.
/// </summary>
internal struct ResizedAxis
{
    internal int Input;
    internal int Output;
    private Flag _bilinear;
    private FastDivisor _output, _input;

    /// <summary>Whether (2 · output + 1) · input and (2 · input + 3) · output, with what is added to them, are below 2³¹.</summary>
    internal static bool Fits(int input, int output) => 2L * input * output + 3L * input + 3L * output < int.MaxValue;

    internal static ResizedAxis Of(int input, int output, Ops.UpsampleMode mode) => new()
    {
        Input = input,
        Output = output,
        _bilinear = mode == Ops.UpsampleMode.Bilinear,
        _output = new(output),
        _input = new(input),
    };

    /// <summary>What output <paramref name="i"/> is made of.</summary>
    internal readonly Tap TapOf(int i)
    {
        if (!_bilinear)
            return new(_output.Divide(i * Input), 0f);
        int centre = IntrinsicMath.Max((2 * i + 1) * Input - Output, 0), first = _output.Divide(centre / 2);
        return first >= Input - 1
            ? new(Input - 1, 0f)
            : new(first, (float)(centre - first * 2 * Output) / (float)(2 * Output));
    }

    /// <summary>The first output that a pixel of the input may be in.</summary>
    internal readonly int FirstWith(int pixel)
    {
        if (!_bilinear)
            return _input.Divide(pixel * Output + Input - 1);

        // From where the centre lies beyond the pixel before: (2i + 1) · input > (2 pixel − 1) · output.
        return pixel == 0 ? 0 : (_input.Divide((2 * pixel - 1) * Output) + 1) / 2;
    }

    /// <summary>The output behind the last one that it may be in.</summary>
    internal readonly int EndWith(int pixel)
    {
        if (!_bilinear)
            return _input.Divide((pixel + 1) * Output + Input - 1);

        // Up to where the centre reaches the pixel behind: (2i + 1) · input ≥ (2 pixel + 3) · output.
        return pixel >= Input - 1 ? Output : IntrinsicMath.Min(_input.Divide((2 * pixel + 3) * Output + Input - 1) / 2, Output);
    }
}
