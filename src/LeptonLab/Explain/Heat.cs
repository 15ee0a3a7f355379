namespace LeptonLab.Explain;

/// <summary>Maps of importance, one number a pixel.</summary>
internal static class Heat
{
    /// <summary>Each map divided by its largest value; a map without any stays 0.</summary>
    internal static Tensor Normalized(Tensor maps)
    {
        int places = maps.Shape.DropFirst().Count;
        Tensor result = maps.Clone();
        for (int n = 0; n < maps.Shape[0]; n++)
        {
            Span<float> map = result.AsSpan().Slice(n * places, places);
            float largest = 0;
            foreach (float value in map)
                largest = Math.Max(largest, value);
            if (largest > 0)
            {
                foreach (ref float value in map)
                    value /= largest;
            }
        }

        return result;
    }
}
