namespace LeptonLab;

/// <summary>
/// Something that the person at the keyboard can mend: the message says what was wrong, where, what was expected and
/// what to do. Programs show the message alone, without a stack trace.
/// </summary>
public class LeptonException : Exception
{
    /// <summary>Says what happened.</summary>
    public LeptonException(string message)
        : base(message)
    {
    }

    /// <summary>Says what happened, and what caused it.</summary>
    public LeptonException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
