namespace LeptonLab.Cli.Terminal;

/// <summary>The command was understood but asks for something that cannot be; the exit code is 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
