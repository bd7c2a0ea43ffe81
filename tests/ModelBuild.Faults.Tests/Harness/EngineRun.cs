using System.Diagnostics;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Protocol;
using StepTracer;

namespace ModelBuild.Faults.Tests;

/// <summary>The real engine in a process of its own, as the build process starts it, perhaps under the tracer.</summary>
sealed class EngineRun : IDisposable
{
    /// <summary>The environment variable with what vouches for shared results.</summary>
    public const string SecretVariable = "FAULTS_SECRET";

    static readonly TimeSpan Guard = TimeSpan.FromMinutes(2);

    readonly Process process;
    readonly Task<string> errors;
    readonly Task<List<EngineEvent>> events;
    readonly string? stepsFile;

    EngineRun(SmallProject project, string[] before, string? steps)
    {
        stepsFile = steps;
        string[] command = [.. before, project.Request.Dotnet, "exec", SmallProject.Engine, "engine"];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[SecretVariable] = "a secret of enough characters";
        process = Process.Start(start)!;
        errors = process.StandardError.ReadToEndAsync();
        events = ReadAsync(process.StandardOutput);
        try
        {
            process.StandardInput.WriteLine(project.Request.ToJson());
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // Killed already.
        }
    }

    public int Id => process.Id;

    public static EngineRun Start(SmallProject project, params string[] before) => new(project, before, null);

    /// <summary>Under the tracer; <see cref="EndAsync"/> has the steps.</summary>
    /// <param name="root">Only what happens below counts.</param>
    public static EngineRun Trace(SmallProject project, string root, params string[] orders)
    {
        var steps = Path.Combine(Path.GetDirectoryName(root)!, $"steps-{Guid.NewGuid():N}");
        return new(project, [project.Request.Dotnet, typeof(Step).Assembly.Location, "--root", root, "--steps", steps, .. orders, "--"], steps);
    }

    public static async Task<EngineResult> BuildAsync(SmallProject project, params string[] before)
    {
        using var run = Start(project, before);
        return await run.EndAsync();
    }

    /// <summary>SIGKILL, which nobody can be ready for.</summary>
    /// <returns>Whether it was still there to be killed.</returns>
    public async Task<bool> KillAfterAsync(TimeSpan delay, bool withStages)
    {
        await Task.Delay(delay);
        process.Kill(withStages);
        return (await EndAsync()).ExitCode == 137;
    }

    public async Task<EngineResult> EndAsync()
    {
        using var guard = new CancellationTokenSource(Guard);
        try
        {
            await process.WaitForExitAsync(guard.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The engine did not end in {Guard}.", e);
        }
        var steps = new List<Step>();
        if (stepsFile is not null && File.Exists(stepsFile))
        {
            steps.AddRange(File.ReadLines(stepsFile).Select(Step.FromJson));
            File.Delete(stepsFile);
        }
        return new(process.ExitCode, await events, await errors, steps);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    static async Task<List<EngineEvent>> ReadAsync(StreamReader output)
    {
        var said = new List<EngineEvent>();
        while (await output.ReadLineAsync() is { } line)
            if (EngineEvent.FromJson(line) is { } happened)
                said.Add(happened);
        return said;
    }
}

/// <param name="Errors">What it said on standard error.</param>
sealed record EngineResult(int ExitCode, List<EngineEvent> Events, string Errors, List<Step> Steps)
{
    public IReadOnlyList<Diagnostic> Diagnostics => [.. Events.OfType<DiagnosticEvent>().Select(said => said.Diagnostic)];

    public string[] Ran => [.. Events.OfType<StageFinishedEvent>().Where(stage => stage.Outcome == StageOutcome.Ran).Select(stage => stage.Node)];

    public string Words => $"exit code {ExitCode}\n{string.Join('\n', Diagnostics)}\n{Errors}";

    public EngineResult ShouldSucceed()
    {
        ExitCode.ShouldBe(0, Words);
        return this;
    }
}
