namespace LeptonLab.Notebooks.Kernels.Magics;

/// <summary>
/// <c>#!share --from csharp x --as y</c>: in a kernel of one language a variable is where it is, so only a new name has an
/// effect.
/// </summary>
internal static class ShareMagic
{
    public static async Task RunAsync(MagicCall call)
    {
        string? from = call.Line.Option("--from");
        if (from is not null && from.TrimStart('@').ToLowerInvariant() is not ("csharp" or "c#" or "value"))
        {
            throw new DirectiveException(
                call.Line.Line, $"#!share --from {from} is not supported here: only C# runs in this kernel. Write --from csharp.");
        }

        string name = call.Line.Option("--name") ?? call.Line.Plain.FirstOrDefault()
            ?? throw new DirectiveException(call.Line.Line, "#!share needs the name of a variable: write #!share --from csharp x.");
        CellValue value = SetMagic.Find(call, name);
        if (call.Line.Option("--as") is { } other && other != name)
            await call.Kernel.Session.SetAsync(other, value.Value, value.Type).ConfigureAwait(false);
    }
}
