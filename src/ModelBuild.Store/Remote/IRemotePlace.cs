using ModelBuild.Core.Digests;

namespace ModelBuild.Store.Remote;

/// <summary>
/// Where results lie that others share: a server or a folder, in the layout of Bazel's HTTP cache
/// (https://bazel.build/remote/caching#http-caching). Each call is one attempt. Nothing that it gives is trusted.
/// </summary>
public interface IRemotePlace : IDisposable
{
    /// <summary>What messages call it; without anything secret.</summary>
    string Name { get; }

    /// <summary>Opens what is there for reading.</summary>
    /// <param name="path">See <see cref="RemotePath"/>.</param>
    /// <param name="offset">The first byte that is wanted. The content may begin at 0 all the same.</param>
    /// <param name="version">What the content had as <see cref="RemoteContent.Version"/> when its beginning was read; null for none.</param>
    /// <returns>Null where nothing is there.</returns>
    /// <exception cref="RemoteException"/>
    /// <exception cref="OperationCanceledException"/>
    Task<RemoteContent?> OpenAsync(string path, long offset, string? version, CancellationToken cancellation);

    /// <summary>The same on this thread, for what is so large that a thread may wait for it; to be read with <see cref="RemoteContent.Read"/>.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    RemoteContent? Open(string path, long offset, string? version, CancellationToken cancellation);

    /// <summary>Whether something of that size is there.</summary>
    /// <param name="size">In bytes.</param>
    /// <inheritdoc cref="OpenAsync"/>
    Task<bool> ContainsAsync(string path, long size, CancellationToken cancellation);

    /// <summary>Puts something there, over what is there.</summary>
    /// <param name="content">At its beginning.</param>
    /// <param name="size">In bytes.</param>
    /// <inheritdoc cref="OpenAsync"/>
    Task PutAsync(string path, Stream content, long size, CancellationToken cancellation);
}

/// <summary>What things are called in a remote place.</summary>
public static class RemotePath
{
    /// <summary>The entry of a stage key.</summary>
    public static string OfEntry(Digest stageKey) => "ac/" + stageKey.Hex;

    /// <summary>An object.</summary>
    public static string OfObject(Digest digest) => "cas/" + digest.Hex;
}

/// <summary>A remote place cannot do what it was asked to.</summary>
/// <param name="message">What happened, as the end of a sentence that begins with the place.</param>
/// <param name="isTransient">The same may work a moment later.</param>
public sealed class RemoteException(string message, bool isTransient) : Exception(message)
{
    public bool IsTransient { get; } = isTransient;
}
