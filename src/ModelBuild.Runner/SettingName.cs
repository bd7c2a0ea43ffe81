using System.Text;

namespace ModelBuild.Runner;

/// <summary>
/// How a definition writes C# names: the same results as System.Text.Json's CamelCase and KebabCaseLower, without loading it.
/// </summary>
static class SettingName
{
    /// <summary><c>LearningRate</c> is <c>learningRate</c>, <c>L2</c> is <c>l2</c>, <c>URLPath</c> is <c>urlPath</c>.</summary>
    public static string Camel(string name)
    {
        var result = name.ToCharArray();
        for (var i = 0; i < result.Length; i++)
        {
            var startsNextWord = i > 0 && i + 1 < result.Length && !char.IsUpper(result[i + 1]);
            if (!char.IsUpper(result[i]) || startsNextWord)
                break;
            result[i] = char.ToLowerInvariant(result[i]);
        }
        return new(result);
    }

    /// <summary><c>MostFrequent</c> is <c>most-frequent</c>, <c>L2Norm</c> is <c>l2-norm</c>, <c>AUCScore</c> is <c>auc-score</c>.</summary>
    public static string Kebab(string name)
    {
        var result = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && IsWordPart(name[i - 1]))
            {
                var afterWord = !char.IsUpper(name[i - 1]);
                var beforeWord = i + 1 < name.Length && char.IsLower(name[i + 1]);
                if (afterWord || beforeWord)
                    result.Append('-');
            }
            result.Append(char.ToLowerInvariant(name[i]));
        }
        return result.ToString();
    }

    static bool IsWordPart(char c) => char.IsLetterOrDigit(c);
}
