namespace ModelBuild.Benchmarks;

/// <summary>
/// How well what `boosted-trees` and `linear` learn agrees with scikit-learn and XGBoost, on real and made-up tables. Not how long it takes.
/// </summary>
static class AgreementBenchmark
{
    const string Script = "agreement.py";

    /// <param name="quick">Fewer runs and smaller tables.</param>
    /// <param name="print">Takes each line of the comparison.</param>
    /// <returns>Whether all bounds hold; null, and a line that says why, where nothing can be compared.</returns>
    public static bool? Run(bool quick, Action<string> print)
    {
        var folder = Directory.CreateTempSubdirectory("modelbuild-benchmarks-").FullName;
        try
        {
            var made = PythonScript.Run(print, Script, quick ? ["make", folder, "--quick"] : ["make", folder]);
            if (made is null)
                return null;
            if (made == false)
                throw new InvalidOperationException("agreement.py could not make the data.");
            new AgreementTraining(folder).Run();
            return PythonScript.Run(print, Script, "judge", folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
