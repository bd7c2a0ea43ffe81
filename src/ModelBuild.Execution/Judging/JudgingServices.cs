using ModelBuild.Core.Gates;

namespace ModelBuild.Execution.Judging;

/// <summary>What judging needs and this room does not know: packages, reports, a clock for predictions. What is null cannot be had.</summary>
public sealed record JudgingServices
{
    public static JudgingServices None { get; } = new();

    public IChampionPackages? Packages { get; init; }

    public IModelReports? Reports { get; init; }

    public ILatencyMeter? Latency { get; init; }
}

/// <summary>Finds champions in packages, and verifies them.</summary>
public interface IChampionPackages
{
    /// <summary>The package on its feed; null where the feed has none.</summary>
    /// <exception cref="ChampionException">It cannot be asked for, read or trusted.</exception>
    ChampionPackage? Find(PackagedChampion source);

    /// <summary>A folder that is an unpacked package, or a package's file.</summary>
    /// <exception cref="ChampionException">It cannot be read or trusted.</exception>
    ChampionPackage Open(string path);
}

/// <summary>A model package that was verified.</summary>
/// <param name="Title">Id and version.</param>
/// <param name="Files">The verified content of each file of the model, by its path with <c>/</c>.</param>
public sealed record ChampionPackage(string Title, IReadOnlyDictionary<string, byte[]> Files);

/// <summary>A champion is there and cannot be used; the message is a clause that says why and what to do.</summary>
public sealed class ChampionException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Writes reports.</summary>
public interface IModelReports
{
    /// <summary>The files of a model's folder of reports.</summary>
    IReadOnlyList<KeyValuePair<string, byte[]>> Write(JudgedModel model);

    /// <summary>The gates as a table for a console: lines, each with its end; empty without gates.</summary>
    string Table(JudgedModel model);

    /// <summary>They are in place: whoever else is to be told can be.</summary>
    void Announce(JudgedModel model, IReadOnlyList<KeyValuePair<string, byte[]>> files);
}

/// <summary>Measures how long models take to predict.</summary>
public interface ILatencyMeter
{
    /// <param name="model">The folder of the new model.</param>
    /// <param name="champion">That of the champion.</param>
    /// <param name="rows">The output of the stage that has the rows.</param>
    LatencyRatio Measure(string model, string champion, string rows, CancellationToken cancellation);
}
