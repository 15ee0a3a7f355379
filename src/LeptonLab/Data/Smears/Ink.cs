namespace LeptonLab.Data.Smears;

/// <summary>
/// Optical density in the red, green and blue of the camera: light passes as e^−density, and densities of layers add
/// (Beer and Lambert).
/// </summary>
internal readonly record struct Ink(double Red, double Green, double Blue)
{
    public static Ink operator +(Ink a, Ink b) => new(a.Red + b.Red, a.Green + b.Green, a.Blue + b.Blue);

    public static Ink operator *(Ink ink, double amount) => new(ink.Red * amount, ink.Green * amount, ink.Blue * amount);
}
