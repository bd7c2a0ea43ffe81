namespace ModelBuild.Verification;

/// <summary>A model package, or a key to verify it with, is refused. Whatever was in it must not be used.</summary>
/// <param name="code">Its diagnostic code, <c>MB5001</c> to <c>MB5029</c>.</param>
/// <param name="place">The package, folder or file that is refused, as it was given.</param>
/// <param name="message">What is wrong, both values, what to do; made one line, whatever the package brought along.</param>
public sealed class VerificationException(string code, string place, string message) : Exception(Wording.OneLine(message))
{
    public string Code { get; } = code;

    public string Place { get; } = place;

    /// <summary>As a build prints it: <c>PLACE: error CODE: MESSAGE</c>.</summary>
    public string Line => $"{Wording.OneLine(Place)}: error {Code}: {Message}";
}
