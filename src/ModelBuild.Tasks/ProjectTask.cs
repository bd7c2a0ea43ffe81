using System.Text.Json;
using Microsoft.Build.Framework;
using ModelBuild.Core.Digests;

namespace ModelBuild.Tasks;

/// <summary>What tasks on a project with models are told, and how they fail.</summary>
public abstract class ProjectTask : Microsoft.Build.Utilities.Task
{
    /// <summary>The project's path, with what the targets know of it as metadata; see <see cref="ProjectFacts"/>.</summary>
    [Required] public ITaskItem Project { get; set; } = null!;

    public ITaskItem[] Definitions { get; set; } = [];

    /// <summary>What is copied beside the project's assembly, with the metadata that tells projects from packages.</summary>
    public ITaskItem[] References { get; set; } = [];

    /// <summary>What else the project has copied beside its assembly, with metadata <c>TargetPath</c>.</summary>
    public ITaskItem[] Content { get; set; } = [];

    /// <summary>Values that the project sets over those of its definitions: <c>PATH=VALUE</c>, for one model with metadata <c>Definition</c>.</summary>
    public ITaskItem[] Overrides { get; set; } = [];

    public sealed override bool Execute()
    {
        var facts = new ProjectFacts(Project, Definitions, References, Content, Overrides);
        var messages = new Messages(Log, Project.ItemSpec, facts.Environment, facts.HelpPage);
        try
        {
            if (Definitions.Length == 0)
                return messages.NoDefinition(facts.Folder);
            if (!File.Exists(facts.RuntimeConfig))
                return messages.NoRuntimeConfig(facts.RuntimeConfig);
            if (facts.Confinement is null)
                return messages.NoConfinement(facts.ConfinementMode);
            if (facts.WrongLock is { } wrong)
                return messages.WrongLock(wrong);
            if (facts.WrongGates is { } gates)
                return messages.WrongGates(gates);
            return Execute(facts, messages);
        }
        catch (JsonException e)
        {
            return messages.BadRuntimeConfig(facts.RuntimeConfig, e.Message);
        }
        catch (ArtifactException e)
        {
            return messages.Unreadable(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return messages.Unreadable(e.Message);
        }
    }

    private protected abstract bool Execute(ProjectFacts facts, Messages messages);
}
