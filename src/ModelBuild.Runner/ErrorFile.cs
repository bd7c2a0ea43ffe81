namespace ModelBuild.Runner;

/// <summary>errors.jsonl: what the stage's user can mend, or what its code threw.</summary>
sealed class ErrorFile(string path, Refusal refusal)
{
    readonly Lock gate = new();

    /// <summary>Writes what went wrong; the stack of an exception that nobody meant for the user goes to the log.</summary>
    /// <returns>The exit code.</returns>
    public int Report(Exception exception)
    {
        var meant = new List<StageError>();
        if (!Collect(exception, meant))
        {
            Console.Error.WriteLine(exception);
            meant = [refusal.Find(exception) ?? Thrown(exception)];
        }
        var lines = new System.Text.StringBuilder();
        foreach (var error in meant)
        {
            lines.Append(new JsonLine()
                .Add("message", error.Message)
                .Add("code", error.Code)
                .Add("input", error.Input)
                .Add("member", error.Member)
                .Add("line", error.Line)
                .Add("column", error.Column)
                .Add("option", error.Option));
        }
        lock (gate)
            File.WriteAllText(path, lines.ToString());
        return ExitCodes.Failed;
    }

    /// <summary>What nobody meant for the user.</summary>
    static StageError Thrown(Exception exception)
    {
        var cause = exception;
        while (cause is TypeInitializationException or AggregateException && cause.InnerException is { } inner)
            cause = inner;
        return new($"{cause.GetType().FullName}: {cause.Message}") { Code = "MB3001" };
    }

    /// <summary>Whether all of it is StageExceptions: one, or several that parallel loops and tasks put together.</summary>
    static bool Collect(Exception exception, List<StageError> errors)
    {
        if (exception is StageException meant)
        {
            errors.AddRange(meant.Errors);
            return true;
        }
        if (exception is not AggregateException { InnerExceptions.Count: > 0 } several)
            return false;
        foreach (var inner in several.InnerExceptions)
        {
            if (!Collect(inner, errors))
                return false;
        }
        return true;
    }
}
