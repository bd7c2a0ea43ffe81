namespace ModelBuild.Tool;

/// <summary>Where builds of a project left what they remember, found without evaluating it.</summary>
static class StateFolders
{
    /// <summary>
    /// <c>obj/CONFIGURATION/FRAMEWORK/modelbuild</c>; where the SDK puts all output of a repository into <c>artifacts</c>, there.
    /// </summary>
    /// <param name="folder">The project's.</param>
    /// <param name="configuration">Only this one; null for all.</param>
    public static IEnumerable<string> Of(string folder, string? configuration)
    {
        var name = Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar));
        var found = new List<string>();
        Add(Path.Combine(folder, "obj"));
        for (var above = folder; above is not null && found.Count == 0; above = Path.GetDirectoryName(above))
            Add(Path.Combine(above, "artifacts", "obj", name));
        return found;

        void Add(string output)
        {
            if (!Directory.Exists(output))
                return;
            foreach (var first in Directory.GetDirectories(output))
            {
                // Debug/net10.0, or debug_net10.0 and the like in artifacts.
                if (configuration is not null && !Path.GetFileName(first).Split('_')[0].Equals(configuration, StringComparison.OrdinalIgnoreCase))
                    continue;
                foreach (var second in Directory.GetDirectories(first).Prepend(first))
                    if (Path.Combine(second, "modelbuild") is var state && Directory.Exists(state))
                        found.Add(state);
            }
        }
    }
}
