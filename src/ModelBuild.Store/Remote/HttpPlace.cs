using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;

namespace ModelBuild.Store.Remote;

/// <summary>A server that keeps what is PUT there, such as nginx with WebDAV or bazel-remote.</summary>
public sealed class HttpPlace : IRemotePlace
{
    /// <summary>How long a server may take to take a connection, to answer, or to go on: after that it counts as dead.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(10);

    const int MaximumRedirections = 3;
    const int MaximumConnections = 32;
    const int ChunkSize = 1 << 18;

    /// <summary>A server has an object to write before it answers.</summary>
    const int PatienceWithUploads = 3;

    readonly HttpClient client;
    readonly Uri address;
    readonly string? authorization;
    readonly TimeSpan patience;

    /// <param name="address">An <c>http</c> or <c>https</c> URL without a user and without a final slash.</param>
    /// <param name="authorization">The value of the header <c>Authorization</c>; null for none. A redirection elsewhere does not get it.</param>
    /// <param name="patience">Default: <see cref="DefaultPatience"/>.</param>
    public HttpPlace(string address, string? authorization, TimeSpan? patience = null)
    {
        Name = address;
        this.address = new(address + "/");
        this.authorization = authorization;
        this.patience = patience ?? DefaultPatience;
        client = Client(connect: null);
    }

    public string Name { get; }

    public async Task<RemoteContent?> OpenAsync(string path, long offset, string? version, CancellationToken cancellation)
    {
        using var request = Request(path, offset, version);
        return ContentOf(await AskAsync(request, cancellation).ConfigureAwait(false), offset, connection: null);
    }

    public RemoteContent? Open(string path, long offset, string? version, CancellationToken cancellation)
    {
        using var request = Request(path, offset, version);
        var connection = new BlockingConnection();
        try
        {
            var own = connection.Owns(Client(connection.Connect));
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var answer = AskAsync(token => Task.FromResult(own.Send(request, HttpCompletionOption.ResponseHeadersRead, token)), stop, cancellation);
            var content = ContentOf(answer.GetAwaiter().GetResult(), offset, connection);
            if (content is null)
                connection.Dispose();
            return content;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async Task<bool> ContainsAsync(string path, long size, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(address, path));
        using var response = await AskAsync(request, cancellation).ConfigureAwait(false);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => response.Content.Headers.ContentLength is not { } length || length == size,
            HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => false,
            _ => IsNothing(response) ? false : throw Refusal(response),
        };
    }

    public async Task PutAsync(string path, Stream content, long size, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var body = new Body(content, size, () => stop.CancelAfter(PatienceWithUploads * patience));
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(address, path)) { Content = body };
        using var response = await AskAsync(request, stop, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
            throw Refusal(response);
    }

    public void Dispose() => client.Dispose();

    /// <param name="connect">Makes its connections; null for the usual way.</param>
    HttpClient Client(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        // Asked with a proxy where the environment names one; without cookies, since nobody clears them.
        var asking = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = connect,
            ConnectTimeout = patience,
            MaxAutomaticRedirections = MaximumRedirections,
            MaxConnectionsPerServer = MaximumConnections,
            UseCookies = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (authorization is not null)
            asking.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        return asking;
    }

    HttpRequestMessage Request(string path, long offset, string? version)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        if (offset > 0 && version is not null)
        {
            request.Headers.Range = new(offset, to: null);
            request.Headers.TryAddWithoutValidation("If-Range", version);
        }
        return request;
    }

    /// <param name="offset">The first byte that was asked for.</param>
    /// <param name="connection">The one that it comes by, where no other answer does.</param>
    RemoteContent? ContentOf(HttpResponseMessage response, long offset, IDisposable? connection)
    {
        try
        {
            if (IsNothing(response))
            {
                response.Dispose();
                return null;
            }
            var from = response.StatusCode switch
            {
                HttpStatusCode.OK => 0,
                HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From is { } first && first == offset => offset,
                HttpStatusCode.PartialContent => throw new RemoteException("answered with another part of an object than was asked for", isTransient: false),
                _ => throw Refusal(response),
            };
            if (response.Content.Headers.ContentEncoding.Count > 0)
                throw new RemoteException($"answered in the encoding {string.Join(", ", response.Content.Headers.ContentEncoding)}, which nobody asked for", isTransient: false);
            var stream = response.Content.ReadAsStream(); // ends the response with it
            return new(stream, from, response.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : null, patience, connection);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return await AskAsync(request, stop, cancellation).ConfigureAwait(false);
    }

    Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, CancellationTokenSource stop, CancellationToken cancellation) =>
        AskAsync(token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), stop, cancellation);

    /// <param name="stop">Linked with <paramref name="cancellation"/>; runs out when the server takes too long.</param>
    async Task<HttpResponseMessage> AskAsync(Func<CancellationToken, Task<HttpResponseMessage>> ask, CancellationTokenSource stop, CancellationToken cancellation)
    {
        // Twice: connecting has a limit of its own.
        stop.CancelAfter(2 * patience);
        try
        {
            return await ask(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RemoteException($"did not answer within {patience.TotalSeconds:0} s", isTransient: false);
        }
        catch (HttpRequestException e)
        {
            throw new RemoteException($"cannot be asked ({Reason(e)})", isTransient: e.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse or HttpRequestError.Unknown);
        }
    }

    static string Reason(HttpRequestException e) =>
        (e.InnerException is AuthenticationException or IOException ? e.InnerException.Message : e.Message).TrimEnd('.');

    static bool IsNothing(HttpResponseMessage response) => response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone;

    static RemoteException Refusal(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var hint = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "; look at ModelRemoteCacheTokenVariable and at what the server allows",
            HttpStatusCode.RequestEntityTooLarge => "; raise the server's limit for a request's body",
            _ => "",
        };
        return new($"answered {status} {response.ReasonPhrase} to {response.RequestMessage?.Method}{hint}",
            isTransient: status is 408 or 429 || (status >= 500 && status is not (501 or 507)));
    }

    /// <summary>A body that says when it goes on, so that slow is told from dead.</summary>
    sealed class Body : HttpContent
    {
        readonly Stream content;
        readonly long size;
        readonly Action goesOn;

        public Body(Stream content, long size, Action goesOn)
        {
            (this.content, this.size, this.goesOn) = (content, size, goesOn);
            Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            content.Position = 0; // a redirection asks for it once more
            var buffer = new byte[(int)Math.Clamp(size, 1, ChunkSize)];
            for (int count; (count = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                goesOn();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
