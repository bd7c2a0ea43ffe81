using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>
/// A NuGet feed over HTTP on loopback, as small as the protocol's version 3 allows: https://learn.microsoft.com/nuget/api/overview.
/// Packages can be pushed with the right key, once each, and downloaded.
/// </summary>
sealed class FeedServer : IDisposable
{
    readonly HttpListener listener = new();
    readonly ConcurrentDictionary<string, byte[]> packages = new(StringComparer.OrdinalIgnoreCase); // by id/version
    readonly string key;
    readonly Task serving;
    readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FeedServer(string key)
    {
        this.key = key;
        // A listener cannot choose a free port itself; somebody may be faster between finding and taking one.
        for (var attempt = 0; ; attempt++)
        {
            Address = $"http://127.0.0.1:{FreePort()}/";
            listener.Prefixes.Clear();
            listener.Prefixes.Add(Address);
            try
            {
                listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 10)
            {
            }
        }
        serving = Task.Run(ServeAsync);
    }

    string Address { get; }

    public string Index => Address + "v3/index.json";

    /// <summary>What was pushed, as <c>id/version</c>.</summary>
    public IReadOnlyCollection<string> Packages => [.. packages.Keys];

    /// <summary>The keys that pushes came with.</summary>
    public ConcurrentQueue<string> Keys { get; } = [];

    /// <summary>Answers every question with this; pushes are taken all the same.</summary>
    public HttpStatusCode? Fails { get; init; }

    /// <summary>Never answers.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Versions, as <c>id/version</c>, that it has and does not list.</summary>
    public List<string> Unlisted { get; } = [];

    public byte[] this[string package] => packages[package];

    public void Dispose()
    {
        closed.TrySetResult();
        listener.Close();
        serving.GetAwaiter().GetResult();
    }

    async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                // Closing a listener does not end a wait that begins in the same moment.
                var next = listener.GetContextAsync();
                if (await Task.WhenAny(next, closed.Task) != next)
                    return;
                context = await next;
            }
            catch (Exception e) when (closed.Task.IsCompleted && e is HttpListenerException or InvalidOperationException)
            {
                return;
            }
            try
            {
                await AnswerAsync(context.Request, context.Response);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
            {
                // The client went away.
            }
        }
    }

    async Task AnswerAsync(HttpListenerRequest request, HttpListenerResponse response)
    {
        if (IsSilent)
            await closed.Task;
        var path = request.Url!.AbsolutePath.Trim('/').Split('/');
        switch (path)
        {
            case not (["v3", "index.json"] or ["push"]) when Fails is { } status:
                response.StatusCode = (int)status;
                break;
            case ["v3", "index.json"]:
                await JsonAsync(response, new { version = "3.0.0", resources = new[] { Resource("PackageBaseAddress/3.0.0", "flat/"), Resource("PackagePublish/2.0.0", "push"), Resource("RegistrationsBaseUrl/3.6.0", "registration/") } });
                break;
            case ["push"] when request.HttpMethod == "PUT":
                response.StatusCode = await PushAsync(request);
                break;
            case ["flat", var id, "index.json"] when Versions(id) is { Count: > 0 } versions:
                await JsonAsync(response, new { versions });
                break;
            case ["flat", var id, var version, _] when packages.TryGetValue($"{id}/{version}", out var package):
                await response.OutputStream.WriteAsync(package);
                break;
            case ["registration", var id, "index.json"] when Versions(id) is { Count: > 0 } versions:
                var leaves = versions.Select(version => new
                {
                    catalogEntry = new { id, version, listed = !Unlisted.Contains($"{id}/{version}") },
                    packageContent = $"{Address}flat/{id}/{version}/{id}.{version}.nupkg",
                });
                await JsonAsync(response, new { count = 1, items = new[] { new { count = versions.Count, lower = versions[0], upper = versions[^1], items = leaves } } });
                break;
            default:
                response.StatusCode = (int)HttpStatusCode.NotFound;
                break;
        }
    }

    async Task<int> PushAsync(HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        Keys.Enqueue(request.Headers["X-NuGet-ApiKey"] ?? "");
        if (request.Headers["X-NuGet-ApiKey"] != key)
            return (int)HttpStatusCode.Forbidden;
        var package = OnlyPart(body.ToArray(), request.ContentType!);
        using var archive = new ZipArchive(new MemoryStream(package));
        using var nuspec = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        var name = string.Join('/', new[] { "id", "version" }.Select(part => metadata.Elements().Single(element => element.Name.LocalName == part).Value.ToLowerInvariant()));
        return packages.TryAdd(name, package) ? (int)HttpStatusCode.Created : (int)HttpStatusCode.Conflict;
    }

    /// <summary>Of a body of type multipart/form-data with one part (RFC 7578).</summary>
    static byte[] OnlyPart(byte[] body, string contentType)
    {
        var boundary = Encoding.ASCII.GetBytes("\r\n--" + contentType[(contentType.IndexOf("boundary=", StringComparison.Ordinal) + "boundary=".Length)..].Trim('"'));
        var start = body.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        var length = body.AsSpan(start).IndexOf(boundary);
        return body.AsSpan(start, length).ToArray();
    }

    List<string> Versions(string id) =>
        [.. packages.Keys.Where(package => package.StartsWith(id + "/", StringComparison.OrdinalIgnoreCase)).Select(package => package[(id.Length + 1)..]).Order(StringComparer.Ordinal)];

    Dictionary<string, string> Resource(string type, string path) => new() { ["@id"] = Address + path, ["@type"] = type };

    static async Task JsonAsync(HttpListenerResponse response, object content)
    {
        response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(response.OutputStream, content);
    }

    static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
