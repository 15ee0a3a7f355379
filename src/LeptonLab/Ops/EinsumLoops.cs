namespace LeptonLab.Ops;

/// <summary>Runs through every combination of the letters' indices of an equation with two operands, for the plain loops.</summary>
internal sealed class EinsumLoops
{
    private readonly int[] _extents;
    private readonly int[] _first;
    private readonly int[] _second;
    private readonly int[] _result;

    internal EinsumLoops(EinsumEquation equation)
    {
        char[] letters = [.. equation.Extents.Keys];
        _extents = [.. letters.Select(letter => equation.Extents[letter])];
        _first = Strides(equation, letters, equation.Operands[0]);
        _second = Strides(equation, letters, equation.Operands[1]);
        _result = Strides(equation, letters, equation.Result);
        Count = new Shape(_extents).Count;
    }

    internal int Count { get; }

    internal int First(int step) => Index(step, _first);

    internal int Second(int step) => Index(step, _second);

    internal int Result(int step) => Index(step, _result);

    private int Index(int step, int[] strides)
    {
        int index = 0;
        for (int k = _extents.Length - 1; k >= 0; k--)
        {
            index += step % _extents[k] * strides[k];
            step /= _extents[k];
        }

        return index;
    }

    // How far a tensor's numbers are apart along each letter; 0 for a letter that it does not have.
    private static int[] Strides(EinsumEquation equation, char[] letters, string axes)
    {
        var strides = new int[letters.Length];
        int stride = 1;
        for (int axis = axes.Length - 1; axis >= 0; axis--)
        {
            strides[Array.IndexOf(letters, axes[axis])] = stride;
            stride *= equation.Extents[axes[axis]];
        }

        return strides;
    }
}
