namespace LeptonLab.Training;

/// <summary>An object that is in an image.</summary>
/// <param name="Class">What it is.</param>
/// <param name="Box">Where it is.</param>
public readonly record struct TrueObject(int Class, Box Box);

/// <summary>An object that a model sees in an image.</summary>
/// <param name="Class">What it takes it for.</param>
/// <param name="Score">How sure it is.</param>
/// <param name="Box">Where it sees it.</param>
public readonly record struct Detection(int Class, double Score, Box Box);
