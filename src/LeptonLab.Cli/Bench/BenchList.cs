using LeptonLab.Ladders;

namespace LeptonLab.Cli.Bench;

/// <summary>The rungs, with what each does and the file to read.</summary>
internal static class BenchList
{
    internal static void Print(IReadOnlyList<BenchLadder> ladders)
    {
        foreach (BenchLadder ladder in ladders)
        {
            Console.WriteLine($"lepton bench {ladder.Name}");
            foreach (Rung rung in ladder.Rungs)
                Console.WriteLine($"  {rung.Name,-14}{BenchText.Pass(rung.Pass),-17}{rung.Summary} ({rung.Source})");
        }
    }
}
