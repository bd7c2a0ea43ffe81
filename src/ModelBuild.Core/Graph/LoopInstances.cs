using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Graph;

/// <summary>The instances of repeated stages: the items of lists in the definition, and the members of data folders on disk.</summary>
sealed class LoopInstances(BoundDefinition definition, List<Diagnostic> diagnostics)
{
    readonly Dictionary<StageLoop, IReadOnlyList<string>?> known = [];

    /// <summary>Their names in order; null after an error.</summary>
    public IReadOnlyList<string>? Of(StageLoop loop)
    {
        if (!known.TryGetValue(loop, out var names))
            known[loop] = names = loop.OverData ? MembersOf(loop) : ItemsOf(loop);
        return names;
    }

    List<string>? ItemsOf(StageLoop loop)
    {
        foreach (var stage in definition.Stages)
            foreach (var parameter in stage.Description.Parameters)
                if (parameter is ItemParameter item && item.Section == loop.Section && stage.Items.TryGetValue(item.Name, out var items))
                {
                    var names = new List<string>(items.Count);
                    foreach (var one in items)
                        names.Add(one.Name);
                    return names;
                }
        return NotSet(loop, $"{loop.Section} is required, but is not set: stages are repeated over its items. Add `{loop.Section}:` with a list at the top level.");
    }

    List<string>? MembersOf(StageLoop loop)
    {
        foreach (var stage in definition.Stages)
            foreach (var parameter in stage.Description.Parameters)
                if (parameter is DataParameter data && data.Section == loop.Section && stage.Data.TryGetValue(data.Name, out var declared))
                    return MembersOf(declared, loop.Section);
        return NotSet(loop, $"{loop.Section}.{DefinitionSection.DataKey} is required, but is not set: stages are repeated over the folder's members. Add '{DefinitionSection.DataKey}' to '{loop.Section}'.");
    }

    List<string>? MembersOf(DataDeclaration declared, string section)
    {
        var names = new List<string>();
        try
        {
            if (!Directory.Exists(declared.Path))
            {
                if (File.Exists(declared.Path))
                    return Fail("MB1095", $"'{declared.Path}' is a file, but stages are repeated over the members of '{section}'. Declare a folder.");
                return Fail("MB2060", $"there is no folder '{declared.Path}'. Paths are relative to the definition's folder; fetch the data or correct the path.");
            }
            foreach (var member in new DirectoryInfo(declared.Path).EnumerateFileSystemInfos())
            {
                // As an input of its own it would be followed: a path may be a link, what is in a folder may not.
                if (member.Attributes.HasFlag(FileAttributes.ReparsePoint) && member.LinkTarget is not null)
                    return Fail("MB6002", $"'{member.FullName}' is a symbolic link; an artifact holds regular files and folders only. Put a copy of the content in its place, or leave it out.");
                names.Add(member.Name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail("MB2061", $"the data cannot be read: {e.Message} Correct its permissions or the path.");
        }
        if (names.Count == 0)
            return Fail("MB1095", $"the folder '{declared.Path}' is empty, so that stages that are repeated over its members would never run. Put the data there, or correct the path.");
        if (names.Count > ItemsBinder.Most)
            return Fail("MB1098", $"the folder '{declared.Path}' has {names.Count} members, and a stage is repeated at most {ItemsBinder.Most} times. Put several into a folder of their own, so that a member is that folder.");
        names.Sort(StringComparer.Ordinal);
        foreach (var name in names)
            if (ItemsBinder.WhyNoName(name) is { } reason)
                return Fail("MB1094", $"the name of the member {Wording.Quote(name)} of '{declared.Path}' {reason}, and a stage is repeated over the names. Rename it.");
        return names;

        List<string>? Fail(string code, string message)
        {
            diagnostics.Add(Diagnostic.Error(code, declared.Place, message));
            return null;
        }
    }

    List<string>? NotSet(StageLoop loop, string message)
    {
        diagnostics.Add(Diagnostic.Error("MB1014", definition.Locate(loop.Section), message));
        return null;
    }
}
