namespace LeptonLab.Notebooks.Lessons.Editions;

/// <summary>For whom a notebook is made from the one source.</summary>
public enum Edition
{
    /// <summary>Stubs to fill, no outputs, solutions to read in closed cells that do not run, no notes for instructors.</summary>
    Student,

    /// <summary>Solutions in place of the stubs; runs without an error.</summary>
    Solution,

    /// <summary>As the solution, with the notes for instructors.</summary>
    Instructor,
}
