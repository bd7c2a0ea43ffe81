using System.Text.Json;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Protocol;

/// <summary>What the engine process is asked to do: one line of JSON on its standard input, which then stays open as its lifeline.</summary>
public sealed record EngineRequest
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required EngineGoal Goal { get; init; }

    public required ModelProject Project { get; init; }

    /// <summary>The user's cache: content store, stage cache and work folders.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Where run records are written: <c>.modelbuild/runs</c> at the root of the repository.</summary>
    public required string RunsFolder { get; init; }

    /// <summary>Path of ModelBuild.Runner.dll.</summary>
    public required string Runner { get; init; }

    /// <summary>Path of the dotnet program.</summary>
    public required string Dotnet { get; init; }

    /// <summary>The remote cache; null for none.</summary>
    public RemoteOrder? Remote { get; init; }

    /// <summary>Whether stages may reach only what they declare, where the platform can see to it. Default: only that.</summary>
    public StageConfinement Confinement { get; init; }

    /// <summary>All files that building the project puts beside its assembly, but for its content: of that folder, a stage may read no other. Default: none.</summary>
    public IReadOnlyList<string> OutputFiles { get; init; } = [];

    /// <summary>The models that are to be trained or listed; the others of the project are left as they are. Default: none, which means all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Set for <see cref="EngineGoal.Pack"/>.</summary>
    public PackOrder? Pack { get; init; }

    /// <summary>Set for <see cref="EngineGoal.Place"/>.</summary>
    public PlaceOrder? Place { get; init; }

    /// <summary>Set for <see cref="EngineGoal.Push"/>.</summary>
    public PushOrder? Push { get; init; }

    public string ToJson() => JsonMembers.Line(json => RequestJson.Write(json, this));

    /// <exception cref="JsonException">It is no request of this version.</exception>
    public static EngineRequest FromJson(string json) => JsonMembers.Read(json, RequestJson.Read);
}

/// <summary>Whether stages may reach more than they declare.</summary>
public enum StageConfinement
{
    /// <summary>They may not, where the platform can see to it.</summary>
    Enforce,

    /// <summary>They may.</summary>
    Off,
}

public enum EngineGoal
{
    /// <summary>Run what is missing, judge the gates, materialise.</summary>
    Train,

    /// <summary>Run the validation stages and what they need; train nothing.</summary>
    Validate,

    /// <summary>Run the validation stages, and say what schema they infer; train nothing.</summary>
    InferSchema,

    /// <summary>Say what training would run and why, and which results the remote cache has; run nothing.</summary>
    Explain,

    /// <summary>Say which gates there are, and where; run nothing.</summary>
    ListGates,

    /// <summary>Lay out and sign what goes into the packages of trained models.</summary>
    Pack,

    /// <summary>Check packages that NuGet packed, and put them into their folder.</summary>
    Place,

    /// <summary>Publish packages to a feed.</summary>
    Push,
}
