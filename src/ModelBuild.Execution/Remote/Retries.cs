using ModelBuild.Store.Remote;
using Polly;
using Polly.Retry;

namespace ModelBuild.Execution.Remote;

/// <summary>How often, and how soon, something is tried again that may work a moment later: four times, within about two seconds.</summary>
static class Retries
{
    static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle<RemoteException>(e => e.IsTransient),
        MaxRetryAttempts = 4,
        Delay = TimeSpan.FromMilliseconds(100),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
    }).Build();

    /// <exception cref="RemoteException">The last attempt's.</exception>
    /// <exception cref="OperationCanceledException"/>
    public static Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation) =>
        Pipeline.ExecuteAsync(async stop => await attempt(stop), cancellation).AsTask();

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(Func<CancellationToken, Task> attempt, CancellationToken cancellation) =>
        Pipeline.ExecuteAsync(async stop => await attempt(stop), cancellation).AsTask();
}
