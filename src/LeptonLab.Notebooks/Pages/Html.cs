using System.Net;

namespace LeptonLab.Notebooks.Pages;

internal static class Html
{
    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}
