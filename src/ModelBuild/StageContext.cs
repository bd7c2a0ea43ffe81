namespace ModelBuild;

/// <summary>What a stage is given besides its inputs and options.</summary>
public abstract class StageContext
{
    /// <summary>
    /// The seed of this stage: derived from the definition's <c>seed</c> (default 0) and the stage's name and instance,
    /// and part of the stage's key.
    /// </summary>
    public abstract long Seed { get; }

    /// <summary>How many threads the stage may use (its <c>resources.cpus</c>, default 1). Must not change the output.</summary>
    public abstract int Threads { get; }

    /// <summary>How many bytes of memory the stage may use (its <c>resources.memory</c>); null where the definition sets no limit.</summary>
    public abstract long? MemoryBytes { get; }

    /// <summary>How many GPUs the stage may use (its <c>resources.gpus</c>, default 0).</summary>
    public abstract int Gpus { get; }

    /// <summary>An existing folder for temporary files; it is deleted when the stage has ended.</summary>
    public abstract string TemporaryFolder { get; }

    /// <summary>
    /// An existing folder for what lets the stage go on where it was: kept when it fails, is killed or asks for a retry, given
    /// again to the next attempt with the same stage key, and deleted when the stage succeeds. Write a file under another
    /// name and rename it, so that a kill leaves no half of one. What is found here must not change the output.
    /// </summary>
    public abstract string CheckpointFolder { get; }

    /// <summary>Cancelled when nobody waits for the stage any more. A build never cancels it: it ends the stage's process instead.</summary>
    public abstract CancellationToken Cancellation { get; }

    /// <summary>Adds a line to the stage's log.</summary>
    public abstract void Log(string message);

    /// <summary>Reports how far the stage is.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    /// <param name="message">What it is doing, for instance <c>round 40 of 200, loss 0.31</c>.</param>
    public abstract void Progress(double fraction, string message);

    /// <summary>Records a number while the stage runs, for instance the loss after each round. Not an evaluation metric.</summary>
    /// <param name="name">The name, for instance <c>trainLoss</c>.</param>
    /// <param name="value">The number.</param>
    /// <param name="step">The round, epoch or iteration, from 0 or 1 as the stage counts.</param>
    public abstract void Metric(string name, double value, long step);
}
