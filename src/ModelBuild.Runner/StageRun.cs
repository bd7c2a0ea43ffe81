namespace ModelBuild.Runner;

/// <summary>One stage from its folder to its exit code.</summary>
static class StageRun
{
    /// <param name="ready">Returns when the inputs are there. Everything that needs none of them is done before.</param>
    public static int Execute(string folder, Action ready)
    {
        var output = Path.Combine(folder, "output");
        var partial = Path.Combine(folder, "output.partial");
        var metrics = Path.Combine(folder, RunnerContext.MetricsName);
        var errorFile = Path.Combine(folder, "errors.jsonl");
        StageFile stage;
        try
        {
            // An executor may give the same folder twice.
            foreach (var old in new[] { output, partial })
            {
                if (Directory.Exists(old))
                    Directory.Delete(old, recursive: true);
            }
            File.Delete(metrics);
            File.Delete(errorFile);
            stage = StageFile.Read(Path.Combine(folder, StageFile.Name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            Console.Error.WriteLine(exception.Message);
            return ExitCodes.Broken;
        }
        var errors = new ErrorFile(errorFile, new Refusal(stage, folder));
        var context = new RunnerContext(stage, folder);
        // On a thread of the stage's own nothing else would catch it, and the runtime would abort.
        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
        {
            context.Finish();
            Environment.Exit(errors.Report((Exception)unhandled.ExceptionObject));
        };
        try
        {
            var artifact = StageMethod.Find(stage).Call(folder, context, ready);
            Directory.CreateDirectory(partial);
            artifact.Write(partial);
            context.Finish();
            // Last: whatever ends the process before, there is no output.
            Directory.Move(partial, output);
            return ExitCodes.Done;
        }
        catch (Exception exception)
        {
            context.Finish();
            return errors.Report(exception);
        }
    }
}
