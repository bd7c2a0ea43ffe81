namespace ToyPipelines;

public enum Penalty { None, ElasticNet, L2Norm }

public sealed record InnerOptions(int Depth = 3, Penalty? Penalty = ToyPipelines.Penalty.L2Norm);

/// <summary>Every type that a setting can have.</summary>
public sealed record EveryOptions(double L2 = 0.5, Penalty Penalty = Penalty.ElasticNet, int? Limit = null)
{
    public string Name { get; init; } = "unnamed";
    public bool Shuffle { get; init; } = true;
    public byte Small { get; init; } = 1;
    public short Signed16 { get; init; }
    public long Big { get; init; }
    public ulong Huge { get; init; }
    public float Rate { get; set; } = 0.1f;
    public IReadOnlyList<string> Ignore { get; init; } = [];
    public int[] Layers { get; init; } = [10];
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();
    public InnerOptions Inner { get; init; } = new();
    public List<InnerOptions> Folds { get; init; } = [];
    public string? Note { get; init; }
    public string Computed => $"{Name}!";

    public string Describe() => FormattableString.Invariant(
        $"{L2}|{Penalty}|{Limit}|{Name}|{Shuffle}|{Small}|{Signed16}|{Big}|{Huge}|{Rate}|{string.Join(",", Ignore)}|{string.Join(",", Layers)}|") +
        FormattableString.Invariant($"{string.Join(",", Weights)}|{Inner}|{string.Join(",", Folds)}|{Note}");
}

public class RequiredOptions
{
    public required int Rounds { get; init; }
}

public sealed class InheritingOptions : RequiredOptions;

public sealed record PositionalOptions(int Rounds, string Kind = "plain");

/// <summary>Says when it is bound.</summary>
public sealed record AnnouncedOptions
{
    public AnnouncedOptions() => Console.WriteLine("bound");
}
