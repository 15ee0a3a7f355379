namespace LeptonLab.Training;

/// <summary>
/// How a number of each class becomes one number for all. The averages are over the classes that occur, as truth or as
/// prediction; one of those whose number is not defined counts as 0, as in scikit-learn.
/// </summary>
public enum ClassAverage
{
    /// <summary>The mean over the classes: each counts the same.</summary>
    Macro,

    /// <summary>From the counts of all classes together: each sample counts the same. For classes it is the accuracy.</summary>
    Micro,

    /// <summary>The mean over the classes, each weighted with its number of true samples.</summary>
    Weighted,
}
