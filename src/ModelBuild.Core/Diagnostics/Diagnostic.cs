namespace ModelBuild.Core.Diagnostics;

public enum Severity { Error, Warning }

/// <summary>One thing to tell the user: a code of the <see cref="Catalogue"/>, where, and what to do.</summary>
public sealed record Diagnostic(string Code, Severity Severity, Mark Place, string Message)
{
    /// <summary>On one line, whatever it was made from.</summary>
    public string Message { get; init => field = Wording.OneLine(value); } = Wording.OneLine(Message);

    public static Diagnostic Error(string code, Mark place, string message) =>
        new(code, Severity.Error, place, place.Note.Length == 0 ? message : $"{place.Note}: {message}");

    public override string ToString() => $"{Place}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}";
}
