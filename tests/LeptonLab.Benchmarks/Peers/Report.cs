using System.Text.Encodings.Web;
using System.Text.Json;
using LeptonLab.IO;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>The results as a table and as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Print(IReadOnlyList<PeerResult> results)
    {
        Console.WriteLine();
        Console.WriteLine(Row("case", "peer", "our ms", "peer ms", "ratio", "our MB", "peer MB", "difference"));
        Console.WriteLine(new string('-', Row("", "", "", "", "", "", "", "").Length));
        foreach (PeerResult result in results)
        {
            Console.WriteLine(Row(
                result.Case,
                result.Peer,
                Number(result.OursMs, "F2"),
                Number(result.PeerMs, "F2"),
                result.IsRight ? $"{result.Ratio:F2}x" : "wrong",
                Number(result.OursPeakMb, "F0"),
                Number(result.PeerPeakMb, "F0"),
                $"{result.MaxRelativeDifference:0.0E-0}"));
        }

        Console.WriteLine("ms: median of the turns. ratio: peer / ours, above 1 we are faster. MB: peak of resident memory.");
        Console.WriteLine("difference: the largest of any result, relative to its largest number, or in the root mean square if that is more.");
    }

    internal static void Save(IReadOnlyList<PeerResult> results, string path) =>
        AtomicFile.WriteText(path, JsonSerializer.Serialize(results.Select(Finite), Options) + "\n");

    // JSON has no infinity.
    private static PeerResult Finite(PeerResult result) =>
        double.IsFinite(result.MaxRelativeDifference) ? result : result with { MaxRelativeDifference = double.MaxValue };

    private static string Number(double? number, string format) => number?.ToString(format) ?? "-";

    private static string Row(params string[] cells) =>
        $"{cells[0],-24}  {cells[1],-24}  {cells[2],10}  {cells[3],10}  {cells[4],7}  {cells[5],7}  {cells[6],7}  {cells[7],10}";
}
