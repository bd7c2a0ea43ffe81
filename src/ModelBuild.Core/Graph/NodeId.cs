using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Core.Graph;

/// <summary>A node of the graph: a stage, and which instance of it (a fold, a trial); empty where there is one.</summary>
/// <remarks>No structure: a generic collection of one would be compiled anew in every build's process.</remarks>
public sealed record NodeId(string Stage, string Instance = "")
{
    /// <summary>Never in an instance that is left as it is, so that no two are written alike.</summary>
    const char Shortened = '~';

    const int Longest = 40;

    /// <summary>
    /// The same for a file's name on any system: <c>train[3]</c>; an instance that is long or has other characters than
    /// <c>a-z 0-9 . _ -</c> is cut down to these, with a digest that keeps it apart from others.
    /// </summary>
    public string FileName => Instance.Length == 0 ? Stage : $"{Stage}[{Safe(Instance)}]";

    public override string ToString() => Instance.Length == 0 ? Stage : $"{Stage}[{Instance}]";

    static string Safe(string instance)
    {
        var safe = new StringBuilder(instance.Length);
        foreach (var c in instance)
            safe.Append(char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' ? c : '_');
        var name = safe.ToString();
        return name == instance && name.Length <= Longest
            ? name
            : $"{(name.Length <= Longest ? name : name[..Longest])}{Shortened}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(instance)))[..12]}";
    }
}
