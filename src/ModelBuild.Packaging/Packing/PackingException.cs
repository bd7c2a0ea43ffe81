namespace ModelBuild.Packaging.Packing;

/// <summary>A package cannot be made or published, for a reason that its user can mend.</summary>
/// <param name="code">Its diagnostic code.</param>
/// <param name="message">What happened and what to do, on one line.</param>
public sealed class PackingException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
