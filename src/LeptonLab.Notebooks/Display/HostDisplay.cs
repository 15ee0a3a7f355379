using System.Reflection;
using System.Runtime.Loader;
using LeptonLab.Notebooks.Kernels;
using Microsoft.AspNetCore.Html;

namespace LeptonLab.Notebooks.Display;

/// <summary>
/// The display of .NET Interactive, where that and not our kernel runs the cell: found by name, because our packages have no
/// reference to it.
/// </summary>
internal sealed class HostDisplay
{
    private static readonly Lazy<MethodInfo?> Shows = new(Find);
    private readonly object _shown;

    private HostDisplay(object shown)
    {
        _shown = shown;
    }

    /// <summary>Shows a value; null where no such host is.</summary>
    public static HostDisplay? Show(MimeBundle bundle)
    {
        try
        {
            return Shows.Value?.Invoke(null, [Value(bundle), Array.Empty<string>()]) is { } shown ? new HostDisplay(shown) : null;
        }
        catch (TargetInvocationException)
        {
            // No cell is running.
            return null;
        }
    }

    /// <summary>Shows another value in its place.</summary>
    public void Update(MimeBundle bundle) => _shown.GetType().GetMethod("Update", [typeof(object)])?.Invoke(_shown, [Value(bundle)]);

    private static object Value(MimeBundle bundle) => bundle["text/html"] is { } html ? new HtmlString(html.ToString()) : bundle.Text;

    private static MethodInfo? Find()
    {
        try
        {
            return AssemblyLoadContext.GetLoadContext(typeof(HostDisplay).Assembly)!
                .LoadFromAssemblyName(new AssemblyName("Microsoft.DotNet.Interactive"))
                .GetType("Microsoft.DotNet.Interactive.Kernel")?.GetMethod("display", [typeof(object), typeof(string[])]);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
