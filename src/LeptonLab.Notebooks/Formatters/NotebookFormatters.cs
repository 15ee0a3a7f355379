using System.Collections;
using LeptonLab.Formatters;
using LeptonLab.IO;
using LeptonLab.Nn;
using LeptonLab.Training;
using LeptonLab.Visuals;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;

namespace LeptonLab.Notebooks.Formatters;

/// <summary>
/// Teaches <see cref="Formatter"/> the types of LeptonLab and of the two charting libraries. A lesson's own
/// <c>Formatter.Register&lt;T&gt;</c> comes later and so wins.
/// </summary>
internal static class NotebookFormatters
{
    private static readonly Lock RegisterLock = new();

    /// <summary>
    /// Registers the formatters that are not there. Further calls do nothing, unless a lesson has called
    /// <see cref="Formatter.ResetToDefault"/>; what it has registered since stays.
    /// </summary>
    public static void Register()
    {
        lock (RegisterLock)
        {
            if (IsRegistered(typeof(Mark), PlainTextFormatter.MimeType))
                return;
            ConventionFormatters.Forget();
            Formatter.Register<Mark>(_ => "", PlainTextFormatter.MimeType);
            RegisterGeneral();
            RegisterLeptonLab();
            RegisterCharts();
            RegisterFigures();
        }
    }

    /// <summary>Whether somebody has registered a formatter for this very type.</summary>
    public static bool IsRegistered(Type type, string mimeType) =>
        Formatter.RegisteredFormatters(includeDefaults: false).Any(known => known.Type == type && known.MimeType == mimeType);

    /// <summary>Whether a lesson has taught another way to write such a scalar; ours for strings is no such lesson.</summary>
    public static bool IsTaught(object? value) => value is not (null or string)
        && Formatter.RegisteredFormatters(includeDefaults: false).Any(known => known.Type == value.GetType());

    /// <summary>Whether there is a formatter for values of a type, beside those for all objects and all sequences.</summary>
    public static bool Knows(Type type) => Formatter.RegisteredFormatters(includeDefaults: false)
        .Any(known => known.Type != typeof(object) && known.Type != typeof(IEnumerable) && known.Type.IsAssignableFrom(type));

    /// <summary>As after the start: what was registered since is gone.</summary>
    public static void Restore()
    {
        Formatter.ResetToDefault();
        Register();
    }

    private static void RegisterGeneral()
    {
        Both<object>(ObjectFormatter.Html, ObjectFormatter.Text);
        Both<IEnumerable>(CollectionFormatter.Html, CollectionFormatter.Text);
        Both<Exception>(ExceptionFormatter.Html, ExceptionFormatter.Text);
        Both<IHtmlContent>(HtmlText.Of, HtmlText.Of);
        Both<Display.Control>(control => control.Html, control => control.Text);
        Both<string>(HtmlText.Escape, text => text);
    }

    private static void RegisterLeptonLab()
    {
        Both<Tensor>(TensorHtml.Of, TensorText.Of);
        Both<Image>(image => $"<img alt=\"{image}\" src=\"data:image/png;base64,{Png(image)}\">", image => image.ToString());
        Formatter.Register<Image>(Png, ScottPlotFormatter.PngType);
        Formatter.SetPreferredMimeTypesFor(typeof(Image), ScottPlotFormatter.PngType);
        Both<Shape>(shape => $"<code>{shape}</code>", shape => shape.ToString());
        Both<ModelSummary>(ModelFormatter.Html, summary => summary.ToString());
        Both<ConfusionMatrix>(TrainingFormatter.Html, DisplayText.Of);
        Both<Evaluation>(TrainingFormatter.Html, DisplayText.Of);
        Both<IEnumerable<EpochResult>>(TrainingFormatter.Html, DisplayText.Of);
        Both<Sequential>(ModelFormatter.Html, DisplayText.Of);
    }

    private static void RegisterCharts()
    {
        Both<GenericChart>(PlotlyFormatter.Html, PlotlyFormatter.Text);
        Formatter.Register<GenericChart>(PlotlyFormatter.Json, PlotlyFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(GenericChart), PlotlyFormatter.MimeType, HtmlFormatter.MimeType);

        Both<ScottPlot.Plot>(ScottPlotFormatter.Html, ScottPlotFormatter.Text);
        Formatter.Register<ScottPlot.Plot>(ScottPlotFormatter.Png, ScottPlotFormatter.PngType);
        Formatter.Register<ScottPlot.Plot>(ScottPlotFormatter.Svg, ScottPlotFormatter.SvgType);
        Formatter.SetPreferredMimeTypesFor(
            typeof(ScottPlot.Plot), ScottPlotFormatter.PngType, ScottPlotFormatter.SvgType);
    }

    private static void RegisterFigures()
    {
        Both<History>(history => PlotlyFormatter.Html(Figures.LearningCurve(history)), DisplayText.Of);
        Formatter.Register<History>(history => PlotlyFormatter.Json(Figures.LearningCurve(history)), PlotlyFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(History), PlotlyFormatter.MimeType, HtmlFormatter.MimeType);

        Both<Picture>(picture => picture.Html, picture => picture.Description);

        // As PNG and not as SVG: GitHub and nbconvert take the images out of an SVG.
        Formatter.Register<Picture>(picture => Convert.ToBase64String(picture.Png), ScottPlotFormatter.PngType);
        Formatter.SetPreferredMimeTypesFor(typeof(Picture), ScottPlotFormatter.PngType);
    }

    private static string Png(Image image) => Convert.ToBase64String(PngWriter.Encode(image));

    private static void Both<T>(Func<T, string> html, Func<T, string> text)
    {
        if (!IsRegistered(typeof(T), HtmlFormatter.MimeType))
            Formatter.Register(html, HtmlFormatter.MimeType);
        if (!IsRegistered(typeof(T), PlainTextFormatter.MimeType))
            Formatter.Register(text, PlainTextFormatter.MimeType);
    }

    /// <summary>Says that the formatters are registered.</summary>
    private sealed class Mark;
}
