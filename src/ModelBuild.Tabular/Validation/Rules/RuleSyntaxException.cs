namespace ModelBuild.Tabular;

// What is wrong with the text of a rule, and at which character, from 1.
sealed class RuleSyntaxException(int position, string message) : Exception(message)
{
    public int Position { get; } = position;
}
