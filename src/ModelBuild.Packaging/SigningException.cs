using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Packaging;

/// <summary>There is no key to sign with, or it must not be used. Says nothing of the key or its password.</summary>
/// <param name="code">Its diagnostic code, <c>MB5031</c> to <c>MB5035</c>.</param>
/// <param name="place">The key's file, or the name of the environment variable.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class SigningException(string code, string place, string message) : Exception(Wording.OneLine(message))
{
    public string Code { get; } = code;

    public string Place { get; } = place;
}
