using ModelBuild.Store.Files;

namespace ModelBuild.Store.Tests;

public sealed class One_at_a_time : IDisposable
{
    readonly TemporaryFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task Waits_for_whoever_has_it()
    {
        var holder = OneAtATime.Enter(temp["lock"], CancellationToken.None);
        var next = Task.Run(() => OneAtATime.Enter(temp["lock"], TestContext.Current.CancellationToken).Dispose(), TestContext.Current.CancellationToken);
        next.IsCompleted.ShouldBeFalse();

        holder.Dispose();

        await next;
    }

    [Fact]
    public void Waits_until_it_is_cancelled()
    {
        using var holder = OneAtATime.Enter(temp["lock"], CancellationToken.None);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(() => OneAtATime.Enter(temp["lock"], cancelled.Token));
    }

    [Fact]
    public void Does_not_wait_for_what_cannot_be()
    {
        Directory.CreateDirectory(temp["lock"]);

        Should.Throw<UnauthorizedAccessException>(() => OneAtATime.Enter(temp["lock"], CancellationToken.None));
        Should.Throw<DirectoryNotFoundException>(() => OneAtATime.Enter(temp["nowhere/lock"], CancellationToken.None));
    }
}
