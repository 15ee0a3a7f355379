using LeptonLab.Notebooks.Formatters;

namespace LeptonLab.Notebooks;

/// <summary>
/// What the package does in another host of C# notebooks: <c>extension.dib</c> calls it after <c>#r "nuget: LeptonLab.Notebooks"</c>.
/// There tensors, models and charts are shown as in LeptonLab's own kernel; controls show their values, and live charts
/// are drawn in place by the host.
/// </summary>
public static class NotebookExtension
{
    /// <summary>Registers the formatters; calling it again does nothing.</summary>
    public static void Load()
    {
        NotebookFormatters.Register();
        Visuals.SkiaImages.Register();
    }
}
