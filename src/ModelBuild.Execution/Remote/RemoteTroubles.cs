using System.Collections.Concurrent;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Protocol;
using ModelBuild.Store.Remote;

namespace ModelBuild.Execution.Remote;

/// <summary>What went wrong with a remote cache: remembered, counted, and told once in a build. It only costs time.</summary>
sealed class RemoteTroubles(IRemotePlace place, Action<EngineEvent> report)
{
    readonly ConcurrentDictionary<Digest, bool> wrong = [];
    volatile bool readsFail;
    volatile bool writesFail;
    int told;
    int untrusted;
    int incomplete;

    /// <summary>Nothing is asked any more: a dead server costs one wait, not one for each stage.</summary>
    public bool ReadsFail => readsFail;

    /// <summary>Nothing is uploaded any more.</summary>
    public bool WritesFail => writesFail;

    /// <summary>The place does not answer as it should.</summary>
    public void FailedToRead(RemoteException e)
    {
        readsFail = writesFail = true;
        TellOnce(e, "This build goes on without it, and runs the stages whose results are not here.");
    }

    /// <inheritdoc cref="FailedToRead"/>
    public void FailedToWrite(RemoteException e)
    {
        writesFail = true;
        TellOnce(e, "This build uploads nothing more.");
    }

    /// <summary>An entry is no entry, or nobody vouches for it who counts.</summary>
    public void Untrusted() => Interlocked.Increment(ref untrusted);

    /// <summary>An object is not there, or not what its name says.</summary>
    public void Wrong(Digest digest) => wrong.TryAdd(digest, true);

    /// <summary>Whether <see cref="Wrong"/> was said of it.</summary>
    public bool IsWrong(Digest digest) => wrong.ContainsKey(digest);

    /// <summary>A result cannot be restored.</summary>
    public void Incomplete() => Interlocked.Increment(ref incomplete);

    /// <summary>Says what was counted.</summary>
    public void Tell()
    {
        if (untrusted > 0)
            Warn("MB6021", $"{(untrusted == 1 ? "1 entry was" : $"{untrusted} entries were")} ignored, since nobody vouches for what is there whose results count here: it was made with another secret or key, or by somebody who may write there and should not.");
        if (incomplete > 0)
            Warn("MB6022", $"{(incomplete == 1 ? "1 result" : $"{incomplete} results")} could not be restored, since objects are missing there or are not what their names say. Their stages run instead.");
    }

    void TellOnce(RemoteException e, string consequence)
    {
        if (Interlocked.Exchange(ref told, 1) == 0)
            Warn("MB6020", $"it {e.Message}. {consequence}");
    }

    void Warn(string code, string message) =>
        report(new DiagnosticEvent(new(code, Severity.Warning, Mark.Of(place.Name), $"the remote cache: {message}")));
}
