using ModelBuild.Core.Code;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Graph;

/// <summary>One pure step of a graph, with everything that its key and its run need.</summary>
public sealed record StageNode(NodeId Id, StageProgram Program)
{
    /// <summary>The node that it counts as in its key: the same step, with other inputs. Default: itself.</summary>
    public NodeId KeyedAs { get => field ?? Id; init; }

    /// <summary>What identifies the code that runs; part of the key.</summary>
    public IReadOnlyList<KeyPart> Code { get; init; } = [];

    /// <summary>What the part about the project's own code stands for; null where nothing of it counts.</summary>
    public CodeListing? Listing { get; init; }

    public IReadOnlyList<StageInput> Inputs { get; init; } = [];

    /// <summary>Settings by parameter name.</summary>
    public IReadOnlyDictionary<string, SettingValue> Settings { get; init; } = new Dictionary<string, SettingValue>();

    /// <summary>Given to the stage and part of the key; null where the stage takes no context.</summary>
    public long? Seed { get; init; }

    /// <summary>What of the environment counts: its facets, and what <see cref="Access"/> declares.</summary>
    public IReadOnlyList<KeyPart> Facets { get; init; } = [];

    /// <summary>It looks at what no key knows: it runs in every build, and its result is kept for none.</summary>
    public bool Volatile { get; init; }

    public StageResources Resources { get; init; } = new();

    public StageAccess Access { get; init; } = new();

    /// <summary>Where the definition speaks of this stage; errors without a better place point here.</summary>
    public required Mark Place { get; init; }
}

/// <summary>What runs a stage.</summary>
public abstract record StageProgram;

/// <summary>A static C# method, run by the C# runner.</summary>
/// <param name="Token">Its metadata token; no part of the key, since it moves with the methods around it.</param>
public sealed record MethodProgram(string Assembly, string Type, string Method, int Token, IReadOnlyList<StageParameter> Parameters) : StageProgram;

/// <summary>An external command: the program and its arguments, started in the stage folder.</summary>
public sealed record CommandProgram(IReadOnlyList<string> Command) : StageProgram;

/// <summary>An input of a node, by the name under which the stage finds it.</summary>
public abstract record StageInput(string Name);

/// <summary>The output of another node.</summary>
/// <param name="Name">Of one among several that a parameter collects: <see cref="Collected"/>.</param>
public sealed record NodeInput(string Name, NodeId Node) : StageInput(Name)
{
    /// <summary>The name of the output at a position, from 0, of those that a parameter collects: a path in its folder.</summary>
    public static string Collected(string parameter, int index) => Collected(parameter) + index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What the names of all that a parameter collects begin with.</summary>
    public static string Collected(string parameter) => parameter + "/";
}

/// <summary>A declared file or folder.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Place">Where the definition declares it.</param>
public sealed record DataInput(string Name, string Path, Mark Place) : StageInput(Name);
