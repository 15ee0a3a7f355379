namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>What came out of an examination.</summary>
/// <param name="Message">What is wrong, in whole sentences; null if all is right.</param>
internal sealed record Verdict(string? Message = null)
{
    /// <summary>The name of the known mistake, if it is one.</summary>
    public string? Misconception { get; init; }

    /// <summary>The smallest case that went wrong, if there is something to show.</summary>
    public Trial? Smallest { get; init; }

    /// <summary>Which cases are right and which are wrong, where one argument tells them apart.</summary>
    public string? Remark { get; init; }

    /// <summary>How many cases were tried.</summary>
    public int Cases { get; init; }

    /// <summary>How many of them were right.</summary>
    public int Right { get; init; }

    /// <summary>How many numbers of a gradient were compared with finite differences.</summary>
    public int Slopes { get; init; }
}
