namespace LeptonLab.Gpu;

/// <summary>A yes or no among a kernel's arguments, which cannot be a <see cref="bool"/>: its size is not the same everywhere.</summary>
internal readonly struct Flag
{
    private readonly int _value;

    private Flag(int value) => _value = value;

    public static implicit operator Flag(bool value) => new(value ? 1 : 0);

    public static implicit operator bool(Flag flag) => flag._value != 0;
}
