using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Mathematics;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace LeptonLab.Notebooks.Pages;

/// <summary>Puts MathML where Markdig would leave the formulas to a script.</summary>
internal static class MathRenderers
{
    public static void Use(HtmlRenderer renderer)
    {
        renderer.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new Inline());
        renderer.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new Block());
    }

    private static string Display(string tex)
    {
        string math = TexMath.Display(tex, out string? tag);
        return $"<span class=\"math-block\">{math}{(tag is null ? "" : $"<span class=\"math-tag\">{HtmlText.Escape(tag)}</span>")}</span>";
    }

    private sealed class Inline : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj)
        {
            string tex = obj.Content.ToString();
            renderer.Write(obj.DelimiterCount > 1 ? Display(tex) : TexMath.Inline(tex));
        }
    }

    private sealed class Block : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj)
        {
            renderer.EnsureLine();
            renderer.Write(Display(obj.Lines.ToString()));
            renderer.EnsureLine();
        }
    }
}
