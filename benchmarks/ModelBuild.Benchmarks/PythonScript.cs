using System.Diagnostics;

namespace ModelBuild.Benchmarks;

/// <summary>
/// A script of benchmarks/tabular in a Python process of two threads, to compare with. It measures itself, and ends with 3 where a package is missing.
/// </summary>
sealed class PythonScript : IDisposable
{
    const string Python = "/usr/bin/python3"; // the distribution's, with its packages
    const int PackageMissing = 3;

    readonly Process process;

    PythonScript(Process process, string ready) => (this.process, Ready) = (process, ready);

    /// <summary>What it said before it was asked anything.</summary>
    public string Ready { get; }

    /// <summary>Runs a script to its end.</summary>
    /// <param name="print">Takes each line that it prints, or one that says why it cannot run.</param>
    /// <param name="script">Its file's name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Whether it succeeded; null without Python or the packages that it needs.</returns>
    public static bool? Run(Action<string> print, string script, params string[] arguments)
    {
        using var started = Start(script, arguments);
        while (started?.StandardOutput.ReadLine() is { } line)
            print(line);
        started?.WaitForExit();
        if (started?.ExitCode is null or PackageMissing)
        {
            print($"{script} needs {Python} with scikit-learn, XGBoost and pandas (Debian: python3-sklearn, python3-xgboost, python3-pandas): nothing to compare with.");
            return null;
        }
        return started.ExitCode == 0;
    }

    /// <summary>Starts a script that says a line when it is ready, and then answers each line that it is sent with a line.</summary>
    /// <returns>Null, and a line on the console that says why, without Python or the packages that it needs.</returns>
    public static PythonScript? Answering(string script, params string[] arguments)
    {
        var started = Start(script, arguments);
        if (started?.StandardOutput.ReadLine() is { } ready)
            return new(started, ready);
        started?.Dispose();
        Console.WriteLine($"{script} cannot run in {Python} (Debian: python3-sklearn, python3-xgboost, python3-pandas): nothing to compare with.");
        return null;
    }

    /// <summary>Sends a line, and waits for the parts of the answer.</summary>
    public string[] Ask(string line = "")
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        return (process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The script failed.")).Split(' ');
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    static Process? Start(string script, string[] arguments)
    {
        if (!File.Exists(Python))
            return null;
        var repository = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(repository, "ModelBuild.sln")))
            repository = Path.GetDirectoryName(repository) ?? throw new InvalidOperationException("This runs from a clone of the repository.");
        return Process.Start(new ProcessStartInfo(Python, [Path.Combine(repository, "benchmarks", "tabular", script), .. arguments])
        {
            // No __pycache__ in the repository.
            Environment = { ["OMP_NUM_THREADS"] = "2", ["OPENBLAS_NUM_THREADS"] = "2", ["PYTHONDONTWRITEBYTECODE"] = "1" },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        });
    }
}
