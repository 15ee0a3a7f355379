namespace LeptonLab.Data;

/// <summary>Settings of generators that are numbers from 0 up.</summary>
internal static class Knob
{
    /// <summary>Says which setting is out of its range.</summary>
    /// <exception cref="LeptonException">One is not between 0 and the maximum.</exception>
    internal static void Check(double maximum, params (string Name, double Value)[] settings)
    {
        foreach ((string name, double value) in settings)
        {
            if (!(value >= 0 && value <= maximum))
                throw new LeptonException($"{name} must be between 0 and {maximum}, not {value}.");
        }
    }
}
