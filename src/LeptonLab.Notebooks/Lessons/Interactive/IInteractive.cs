namespace LeptonLab.Notebooks.Lessons.Interactive;

/// <summary>A piece of a lesson that a reader plays with on the page; its text is its <c>ToString</c>.</summary>
internal interface IInteractive
{
    /// <summary>The piece as HTML with its script inside.</summary>
    string ToHtml();
}
