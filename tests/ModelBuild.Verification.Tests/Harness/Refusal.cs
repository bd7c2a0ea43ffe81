namespace ModelBuild.Verification.Tests;

/// <summary>How tests say that something is refused.</summary>
static class Refusal
{
    /// <summary>Refused with this code, in one line that names the place.</summary>
    public static VerificationException ShouldBeRefused(this Action act, string code)
    {
        var exception = Should.Throw<VerificationException>(act);
        exception.Code.ShouldBe(code, exception.Message);
        exception.Line.ShouldStartWith($"{exception.Place}: error {code}: ");
        exception.Line.ShouldNotContain('\n');
        return exception;
    }

    /// <summary>The same for verifying a package with the publisher's key.</summary>
    public static VerificationException ShouldBeRefused(this string path, string code, TrustedKeys? keys = null) =>
        ShouldBeRefused(() => ModelVerifier.Verify(path, keys ?? Keys.Publisher), code);
}
