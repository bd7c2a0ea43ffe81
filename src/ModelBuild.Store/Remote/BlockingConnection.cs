using System.Net.Sockets;

namespace ModelBuild.Store.Remote;

/// <summary>
/// The connection of one large answer, on a socket that blocks. An asynchronous one hands each 64 KiB or so from the thread that
/// waits for all sockets to another one, which near a server costs more than the bytes do. Disposing it ends a read that waits.
/// </summary>
sealed class BlockingConnection : IDisposable
{
    HttpClient? client;
    Socket? latest;
    bool isDisposed;

    /// <summary>Disposes the client with this.</summary>
    public HttpClient Owns(HttpClient client) => this.client = client;

    /// <summary>As <see cref="SocketsHttpHandler.ConnectCallback"/>. A redirection connects once more.</summary>
    /// <exception cref="OperationCanceledException"/>
    /// <exception cref="SocketException"/>
    public ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Volatile.Write(ref latest, socket);
        try
        {
            using (cancellation.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket))
                socket.Connect(context.DnsEndPoint); // an asynchronous one would keep it from blocking ever after
            ObjectDisposedException.ThrowIf(Volatile.Read(ref isDisposed), this);
            return new(new NetworkStream(socket, ownsSocket: true));
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException or ObjectDisposedException)
                cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref isDisposed, true);
        Volatile.Read(ref latest)?.Dispose();
        client?.Dispose();
    }
}
