using System.Net;
using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Lessons;

namespace LeptonLab.Notebooks.Tests.Lessons;

public sealed class MemoryMapTests
{
    [Fact]
    public async Task It_is_HTML_with_its_script_inside_and_text_where_no_HTML_is_shown()
    {
        var sink = await TestNotebook.RunAsync("MemoryMap.Of([2, 3], \"row\", \"column\").Display();");
        MimeBundle shown = sink.Shown();
        string html = shown["text/html"]!.ToString();
        Assert.Contains("\"labels\":[\"00\",\"01\",\"02\",\"10\",\"11\",\"12\"]", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("<td>12</td>", html, StringComparison.Ordinal);
        Assert.Contains("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.Equal("Memory map of a tensor [2, 3]: start 0, shape [2, 3], strides [3, 1]\n  00 01 02\n  10 11 12\nmemory: 00 01 02 10 11 12", shown.Text);
    }

    [Fact]
    public async Task A_name_cannot_end_the_script()
    {
        var sink = await TestNotebook.RunAsync("MemoryMap.Of([2], \"</script><b>\").Display();");
        Assert.DoesNotContain("</script><b>", sink.Shown()["text/html"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_drawn_is_told()
    {
        Assert.Contains("up to three axes", Assert.Throws<LeptonException>(() => MemoryMap.Of([1, 2, 3, 4])).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 60 numbers", Assert.Throws<LeptonException>(() => MemoryMap.Of([64, 64])).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 60 numbers", Assert.Throws<LeptonException>(() => MemoryMap.Of([0, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("ends at 5", Assert.Throws<LeptonException>(() => new MemoryMap([6], new StridedView(0, [4, 4], 1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("3 names were given", Assert.Throws<LeptonException>(() => MemoryMap.Of([2, 3], "a", "b", "c")).Message, StringComparison.Ordinal);
    }
}
