namespace LeptonLab.Notebooks.Lessons.Editions;

/// <summary>A way through the lessons for a workshop.</summary>
/// <param name="Name">Such as <c>45 minutes</c>.</param>
/// <param name="Stops">What is done, in order.</param>
public sealed record WorkshopPath(string Name, IReadOnlyList<WorkshopStop> Stops)
{
    /// <summary>The paths that the lessons are made for.</summary>
    public static IReadOnlyList<WorkshopPath> All { get; } =
    [
        new("45 minutes", [new(3, 10), new(4, 15), new(7, 15, "with a checkpoint"), new(null, 5, "questions")]),
        new("90 minutes", [new(3, 15), new(4, 20), new(5, 15, "the first half"), new(7, 15, "a training of 60 seconds"), new(16, 20, "or 17, or 18"), new(null, 5, "questions")]),
        new(
            "one day, a break every 50 minutes",
            [
                new(1, 50), new(2, 50), new(3, 50), new(4, 50), new(5, 50), new(6, 30), new(null, 60, "lunch"),
                new(7, 50), new(8, 50), new(16, 40, "or 17, or 18"), new(19, 40, "or 20"), new(null, 20, "report"),
            ]),
    ];
}

/// <summary>One part of a workshop.</summary>
/// <param name="Lesson">The number of the lesson; null for what is no lesson.</param>
/// <param name="Minutes">How long.</param>
/// <param name="Note">What of it, or what else.</param>
public sealed record WorkshopStop(int? Lesson, int Minutes, string Note = "");
