using LeptonLab.Notebooks.Kernels;

namespace LeptonLab.Notebooks.Display;

/// <summary>Something on display that can be updated in place.</summary>
public sealed class DisplayedValue
{
    private readonly ICellOutputs? _outputs;
    private readonly string[] _mimeTypes;
    private readonly HostDisplay? _host;

    internal DisplayedValue(string displayId, ICellOutputs? outputs, string[] mimeTypes, HostDisplay? host = null)
    {
        DisplayId = displayId;
        _outputs = outputs;
        _mimeTypes = mimeTypes;
        _host = host;
    }

    /// <summary>The id that clients know it by; updates carry the same.</summary>
    public string DisplayId { get; }

    /// <summary>The forms that were asked for; none where the formatters chose.</summary>
    public IReadOnlyList<string> MimeTypes => _mimeTypes;

    /// <summary>Shows another value in its place: <c>var d = display("…"); d.Update(history);</c>.</summary>
    public void Update(object? value)
    {
        MimeBundle bundle = value is MimeBundle made ? made : _mimeTypes.Length == 1 && value is string text && Bundles.IsTextual(_mimeTypes[0])
            ? new MimeBundle().Add(_mimeTypes[0], text).Add("text/plain", text)
            : Bundles.For(value, _mimeTypes);
        if (_outputs is not null)
            _outputs.Publish(new UpdateDisplayOutput(bundle, DisplayId));
        else if (_host is not null)
            _host.Update(bundle);
        else
            Console.WriteLine(bundle.Text);
    }
}
