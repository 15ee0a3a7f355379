namespace Microsoft.DotNet.Interactive;

/// <summary>A password that does not show itself when it is displayed by mistake.</summary>
/// <param name="password">The text.</param>
public sealed class PasswordString(string password)
{
    /// <summary>The text.</summary>
    public string GetClearTextPassword() => password;

    /// <summary>Stars.</summary>
    public override string ToString() => new('*', password.Length);
}
