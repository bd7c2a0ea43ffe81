using System.Text;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.TestAdapter;

/// <summary>A gate as a test.</summary>
/// <param name="Prefix">What is shown before the gate's name.</param>
sealed record GateTest(string Model, string Gate, string Prefix, TestCase Case)
{
    /// <summary>The tests of a project, in the order in which its gates were listed. Names, and so ids, depend on nothing else.</summary>
    public static IReadOnlyList<GateTest> Of(DescribedProject project, IEnumerable<ListedGate> gates)
    {
        var tests = new List<GateTest>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (model, gate, place) in gates)
        {
            var plain = $"{project.Name}.{Plain(model)}.{Plain(gate)}";
            var name = plain;
            for (var again = 2; !taken.Add(name); again++)
                name = $"{plain}_{again}";
            tests.Add(new(model, gate, PrefixOf(project, model), new(name, GateExecutor.Uri, project.Source)
            {
                DisplayName = PrefixOf(project, model) + Wording.OneLine(gate),
                CodeFilePath = place.File,
                LineNumber = place.Line,
                Traits = { { "Model", model }, { "Category", "Gate" } },
            }));
        }
        return tests;
    }

    /// <summary>What a judgement of it is shown as: its slice, if it is of one, as well.</summary>
    public string Shown(JudgedGate judged) => Prefix + Wording.OneLine(judged.Gate);

    // A console shows nothing else, so of several models it says which.
    static string PrefixOf(DescribedProject project, string model) => project.Models > 1 ? $"{model}: " : "";

    /// <summary>Without what a filter, or a tree of names, takes for its own.</summary>
    static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name)
            if (char.IsLetterOrDigit(letter) || letter is '-' or '_')
                plain.Append(letter);
            else if (plain is not [.., '_'])
                plain.Append('_');
        return plain.ToString().Trim('_') is { Length: > 0 } some ? some : "_";
    }
}
