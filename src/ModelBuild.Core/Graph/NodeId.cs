namespace ModelBuild.Core.Graph;

/// <summary>A node of the graph: a stage, and which instance of it (a fold, a trial); empty where there is one.</summary>
/// <remarks>No structure: a generic collection of one would be compiled anew in every build's process.</remarks>
public sealed record NodeId(string Stage, string Instance = "")
{
    public override string ToString() => Instance.Length == 0 ? Stage : $"{Stage}[{Instance}]";
}
