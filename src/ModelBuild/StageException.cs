namespace ModelBuild;

/// <summary>
/// The stage cannot do its work for a reason that its user can mend: bad data, an impossible combination of options.
/// Each error becomes one build error at the place it names, without a stack trace.
/// </summary>
public sealed class StageException : Exception
{
    /// <summary>One error with a message only.</summary>
    public StageException(string message) : this(new StageError(message)) { }

    /// <summary>One or more errors.</summary>
    public StageException(params IReadOnlyList<StageError> errors)
        : base(errors.Count > 0 ? errors[0].Message : throw new ArgumentException("At least one error is needed.", nameof(errors))) =>
        Errors = errors;

    /// <summary>What is wrong, each with its place.</summary>
    public IReadOnlyList<StageError> Errors { get; }
}

/// <summary>One thing that is wrong, and where.</summary>
/// <param name="Message">What happened, both values, and what to do.</param>
public sealed record StageError(string Message)
{
    /// <summary>A diagnostic code such as <c>MB2003</c> or one of the user's own. Default: <c>MB3001</c>, a failed stage.</summary>
    public string? Code { get; init; }

    /// <summary>The stage's parameter name of the data that is wrong; <see cref="Line"/> and <see cref="Column"/> count in it.</summary>
    public string? Input { get; init; }

    /// <summary>The member of <see cref="Input"/> when that is a folder, with <c>/</c> between its parts.</summary>
    public string? Member { get; init; }

    /// <summary>Line in the input, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>Column in that line, from 1.</summary>
    public int? Column { get; init; }

    /// <summary>The setting that is wrong, as a path in the definition: <c>data.label</c>, <c>train.l2</c>. Used where <see cref="Input"/> is not set.</summary>
    public string? Option { get; init; }
}
