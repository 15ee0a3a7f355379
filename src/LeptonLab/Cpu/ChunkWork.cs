namespace LeptonLab.Cpu;

/// <summary>Work in numbered chunks, for the <see cref="ThreadTeam"/>.</summary>
internal abstract class ChunkWork
{
    internal abstract void Run(int chunk);
}
