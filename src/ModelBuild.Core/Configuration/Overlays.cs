using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Configuration;

/// <summary>
/// The overlays beside definitions. The environment stands before the last extension: <c>churn.model.staging.yaml</c> lies
/// over <c>churn.model.yaml</c>.
/// </summary>
static class Overlays
{
    /// <summary>So that the name of an overlay is never that of a definition.</summary>
    const string Reserved = "model";

    static readonly Mark Origin = Mark.Of(ConfigurationSources.EnvironmentProperty);

    public static string PathOf(string definition, string environment) =>
        Path.ChangeExtension(definition, environment + Path.GetExtension(definition));

    /// <summary>The environments that a definition has an overlay for. By name, not by asking for one file: some systems find it in any case.</summary>
    public static IReadOnlyList<string> Of(string definition)
    {
        var extension = Path.GetExtension(definition);
        var start = Path.GetFileNameWithoutExtension(definition) + ".";
        try
        {
            var found = new List<string>();
            foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(definition)!))
            {
                var file = Path.GetFileName(path);
                if (file.Length > start.Length + extension.Length && file.StartsWith(start, StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal)
                    && file[start.Length..^extension.Length] is var name && IsUsable(name))
                    found.Add(name);
            }
            return found;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // the definition itself cannot be read then, which is the better error
        }
    }

    /// <summary>What is wrong with the choice of an environment, if anything is.</summary>
    public static Diagnostic? Check(ModelProject project)
    {
        var environment = project.Configuration.Environment;
        if (environment.Length == 0)
            return null;
        if (!IsUsable(environment))
            return Diagnostic.Error("MB1082", Origin,
                $"{Wording.Quote(environment)} cannot be the name of an environment. It has letters, digits, '-' and '_', begins with a letter or digit, and is not {Wording.Quote(Reserved)}.");
        var known = project.Definitions.SelectMany(definition => Of(definition.Path)).Distinct().Order(StringComparer.Ordinal).ToList();
        if (known.Contains(environment))
            return null;
        var nearest = NearestName.Find(environment, known) is { } near ? $"; did you mean {Wording.Quote(near)}? " : ". ";
        var choice = known.Count == 0 ? "There are no overlays." : $"There are overlays for {Wording.List(known)}.";
        return Diagnostic.Error("MB1081", Origin,
            $"no definition of {Wording.Quote(project.Name)} has an overlay for the environment {Wording.Quote(environment)}{nearest}{choice} An overlay is a file {Example(project, environment)} beside the definition; it may be empty.");
    }

    static string Example(ModelProject project, string environment) =>
        project.Definitions is [var first, ..] ? Wording.Quote(Path.GetFileName(PathOf(first.Path, environment))) : $"NAME.model.{environment}.yaml";

    static bool IsUsable(string name) => name.Length > 0 && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && !name.Equals(Reserved, StringComparison.OrdinalIgnoreCase);
}
