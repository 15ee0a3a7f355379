namespace LeptonLab.Visuals;

/// <summary>
/// The figures of the lab. Interactive ones are Plotly charts, static ones (their names end in Plot) are ScottPlot plots
/// for PNG and SVG files, and grids of images are <see cref="Picture"/>s. In a notebook each is shown by being the last
/// expression of a cell.
/// </summary>
public static partial class Figures
{
    /// <summary>The width that a static figure is meant for, in pixels.</summary>
    public const int PlotWidth = 800;

    /// <summary>The height that a static figure is meant for, in pixels.</summary>
    public const int PlotHeight = 450;
}
