namespace LeptonLab.Gpu;

/// <summary>Names of devices of one kind, in order: <c>gpu</c>, <c>gpu:1</c>, <c>gpu:2</c> ….</summary>
internal sealed class Names(string first)
{
    private int _given;

    internal string Next()
    {
        int place = _given++;
        return place == 0 ? first : $"{first}:{place}";
    }
}
