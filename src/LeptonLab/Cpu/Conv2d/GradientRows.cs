using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Where the gradient kernels find ∂L/∂y of a convolution, row by row: either it lies in memory, or only the gradient of
/// the pooled values does, with the place of each window's winner, and the rows are spread out when they are asked for.
/// </summary>
internal readonly unsafe struct GradientRows
{
    private readonly float* _values;
    private readonly byte* _places;
    private readonly Conv2dGeometry _geometry;

    private GradientRows(float* values, byte* places, Conv2dGeometry geometry)
    {
        _values = values;
        _places = places;
        _geometry = geometry;
    }

    internal static GradientRows Dense(Tensor dy, Conv2dGeometry geometry) => new(dy.Pointer, null, geometry);

    internal static GradientRows Pooled(Tensor dy, PoolPlaces places, Conv2dGeometry geometry) =>
        new(dy.Pointer, places.Pointer, geometry);

    /// <summary>The rows from this one on, if they lie in memory one after another; else null.</summary>
    internal float* InPlace(int image, int row) => _places == null
        ? _values + ((nint)image * _geometry.OutHeight + row) * _geometry.OutWidth * _geometry.Out
        : null;

    /// <summary>Writes a row's numbers, <paramref name="pixelDistance"/> from one pixel to the next; the rest is left alone.</summary>
    internal void Write<TSimd>(int image, int row, float* target, nint pixelDistance)
        where TSimd : struct, ISimd<TSimd>
    {
        if (_places != null)
        {
            WritePooled<TSimd>(image, row, target, pixelDistance);
            return;
        }

        float* from = InPlace(image, row);
        Fence.Check(from, (long)_geometry.OutWidth * _geometry.Out);
        Fence.Check(target, _geometry.OutWidth, pixelDistance, _geometry.Out);
        for (int column = 0; column < _geometry.OutWidth; column++)
        {
            new ReadOnlySpan<float>(from, _geometry.Out).CopyTo(new Span<float>(target, _geometry.Out));
            from += _geometry.Out;
            target += pixelDistance;
        }
    }

    private void WritePooled<TSimd>(int image, int row, float* target, nint pixelDistance)
        where TSimd : struct, ISimd<TSimd>
    {
        int pooledHeight = _geometry.OutHeight / 2, pooledWidth = _geometry.OutWidth / 2, channels = _geometry.Out;
        int pooledRow = row / 2, upper = 2 * (row % 2);
        if (pooledRow < pooledHeight)
        {
            nint at = ((nint)image * pooledHeight + pooledRow) * pooledWidth * channels;
            for (int column = 0; column < pooledWidth; column++, at += channels, target += 2 * pixelDistance)
                Spread<TSimd>(_values + at, _places + at, upper, target, target + pixelDistance);
        }

        // The last column of an odd width reaches no window, nor does the last row of an odd height.
        int rest = pooledRow < pooledHeight ? _geometry.OutWidth % 2 : _geometry.OutWidth;
        Fence.Check(target, rest, pixelDistance, channels);
        for (int column = 0; column < rest; column++, target += pixelDistance)
            new Span<float>(target, channels).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Spread<TSimd>(float* gradient, byte* places, int upper, float* left, float* right)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(gradient, _geometry.Out);
        Fence.Check(places, _geometry.Out, sizeof(byte));
        Fence.Check(left, _geometry.Out);
        Fence.Check(right, _geometry.Out);
        TSimd first = TSimd.Broadcast(upper), second = TSimd.Broadcast(upper + 1);
        int c = 0;
        for (; c <= _geometry.Out - TSimd.Width; c += TSimd.Width)
        {
            TSimd value = TSimd.Load(gradient + c), place = TSimd.LoadBytes(places + c);
            TSimd.Store(left + c, TSimd.SelectEqual(place, first, value, TSimd.Zero));
            TSimd.Store(right + c, TSimd.SelectEqual(place, second, value, TSimd.Zero));
        }

        for (; c < _geometry.Out; c++)
        {
            left[c] = places[c] == upper ? gradient[c] : 0;
            right[c] = places[c] == upper + 1 ? gradient[c] : 0;
        }
    }
}
