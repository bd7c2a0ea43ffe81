namespace ModelBuild.Core.Files;

/// <summary>What lies in a model's folder, and in the folder <c>model</c> of its package, beside the files that its stage wrote.</summary>
public static class ModelFiles
{
    public const string Metrics = "metrics.json";
    public const string Gates = "gates.json";
    public const string Evaluation = "evaluation.json";
    public const string TrainingRows = "training-rows.bin";
    public const string Profile = "profile.json";

    /// <summary>Of packages, as are <see cref="BillOfMaterials"/> and <see cref="Card"/>.</summary>
    public const string Manifest = "modelbuild.manifest.json";
    public const string BillOfMaterials = "mlbom.cdx.json";
    public const string Card = "README.md";

    /// <summary>The folder of reports, which no package has.</summary>
    public const string Reports = "reports";

    /// <summary>Whether a file is the model's own.</summary>
    /// <param name="path">From the model's folder, with '/'.</param>
    public static bool IsOwn(string path) =>
        path is not (Metrics or Gates or Evaluation or TrainingRows or Profile or Manifest or BillOfMaterials or Card) && !IsReport(path);

    /// <summary>Every file of a model's folder but its reports, which are about a run.</summary>
    /// <returns>The path from the folder, with '/', and the file.</returns>
    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    public static IEnumerable<(string Name, string File)> In(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')
        where !IsReport(name)
        select (name, file);

    static bool IsReport(string path) => path.StartsWith(Reports + "/", StringComparison.Ordinal);
}
