using System.Globalization;

namespace ModelBuild.Benchmarks;

/// <summary>A Python process that trains the same again and again; it measures itself.</summary>
sealed class PythonTrainer : IDisposable
{
    readonly PythonScript script;
    readonly Sample milliseconds;
    readonly Sample ratio;
    readonly string name;
    double auc;

    PythonTrainer(string name, PythonScript script)
    {
        (this.name, this.script) = (name, script);
        milliseconds = Sample.Milliseconds(name);
        ratio = new($"boosted-trees / {name} of a round", "x", 3);
    }

    /// <summary>Null, and a line that says why, without Python or the package.</summary>
    public static PythonTrainer? Start(string name, string folder) =>
        PythonScript.Answering("boosted_trees.py", name, folder) is { } script ? new(name, script) : null;

    /// <param name="own">What the round took ModelBuild, in milliseconds; null for a round that does not count.</param>
    public void Train(double? own)
    {
        var answer = script.Ask();
        auc = double.Parse(answer[1], CultureInfo.InvariantCulture);
        if (own is not { } ownMilliseconds)
            return;
        var took = 1000 * double.Parse(answer[0], CultureInfo.InvariantCulture);
        milliseconds.Add(took);
        ratio.Add(ownMilliseconds / took);
    }

    /// <summary>Prints what was measured and compares it with the limits.</summary>
    public bool Judge(double limit, double ownAuc, double aucLimit)
    {
        milliseconds.Print();
        ratio.Print();
        var isAccurate = ownAuc >= auc - aucLimit;
        Console.WriteLine($"  {(isAccurate ? "passed" : "FAILED")}: the AUC of {name} is {auc.ToString("F5", CultureInfo.InvariantCulture)}, ours may be {aucLimit.ToString(CultureInfo.InvariantCulture)} less");
        return isAccurate & (double.IsInfinity(limit) || ratio.Judge(limit));
    }

    public void Dispose() => script.Dispose();
}
