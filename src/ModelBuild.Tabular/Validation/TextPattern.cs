using System.Text.RegularExpressions;

namespace ModelBuild.Tabular;

// A regular expression that a whole text must match, in time that grows with the text only: no back-tracking.
static class TextPattern
{
    // Null, and why, where it is none.
    public static Regex? TryCreate(string pattern, out string problem)
    {
        problem = "";
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant); // alone, so that a message counts from its own begin
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (RegexParseException e)
        {
            problem = e.Message;
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            problem = "it needs back-tracking (look-around, back-references, atomic groups or conditions) or is too large. Write it without.";
        }
        return null;
    }
}
