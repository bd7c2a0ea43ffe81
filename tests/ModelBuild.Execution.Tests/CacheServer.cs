using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Execution.Tests;

/// <summary>A request as the server got it.</summary>
sealed record CacheRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>What the server says. Unless it is told otherwise, its headers are true.</summary>
sealed record CacheAnswer(int Status, byte[] Body)
{
    /// <summary>The length that it claims; null for the true one, -1 to claim none.</summary>
    public long? Length { get; init; }

    /// <summary>After so many bytes of the body the connection breaks; negative: before the first byte of the answer.</summary>
    public int? BreaksAfter { get; init; }

    /// <summary>After so many bytes of the body nothing more comes; negative: nothing at all.</summary>
    public int? StallsAfter { get; init; }

    /// <summary>The body again and again, as long as anybody reads it.</summary>
    public bool IsEndless { get; init; }

    public string Headers { get; init; } = "";
}

/// <summary>
/// A remote cache over HTTP on loopback, byte by byte, so that it can lie in every way: it keeps what is PUT, gives it out,
/// also in parts, and does something else where a test wants it.
/// </summary>
sealed class CacheServer : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource end = new();
    readonly ConcurrentBag<Task> connections = [];

    public CacheServer()
    {
        listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/team";
        connections.Add(AcceptAsync());
    }

    public string Address { get; }

    /// <summary>What it has, by <c>ac/HEX</c> and <c>cas/HEX</c>.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>What it was asked, in order.</summary>
    public ConcurrentQueue<CacheRequest> Requests { get; } = [];

    /// <summary>What it says in the place of the truth, which it is given; null for the truth.</summary>
    public Func<CacheRequest, CacheAnswer, CacheAnswer?> Lie { get; set; } = (_, _) => null;

    public IEnumerable<CacheRequest> Asked(string method, string folder = "") => Requests.Where(request => request.Method == method && request.Path.StartsWith(folder, StringComparison.Ordinal));

    public void Dispose()
    {
        end.Cancel();
        listener.Stop();
        Task.WhenAll(connections).GetAwaiter().GetResult();
        end.Dispose();
        listener.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(end.Token);
                connections.Add(Task.Run(() => ServeAsync(client), CancellationToken.None));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = new BufferedStream(client.GetStream(), 1 << 16);
                while (await ReadAsync(stream) is { } request)
                {
                    Requests.Enqueue(request);
                    var truth = Answer(request);
                    if (!await SayAsync(stream, request, Lie(request, truth) ?? truth))
                        return;
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    async Task<CacheRequest?> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !(head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one, end.Token) == 0)
                return null;
            head.Add(one[0]);
        }
        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(line => line[0], line => line[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, end.Token);
        var words = lines[0].Split(' ');
        return new(words[0], words[1]["/team/".Length..], headers, body);
    }

    CacheAnswer Answer(CacheRequest request)
    {
        if (request.Method == "PUT")
        {
            Files[request.Path] = request.Body;
            return new(201, []);
        }
        if (!Files.TryGetValue(request.Path, out var content))
            return new(404, []);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..8]}\"";
        if (request.Headers.TryGetValue("Range", out var range) && request.Headers.GetValueOrDefault("If-Range", tag) == tag)
        {
            var from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            return new(206, content[from..]) { Headers = $"ETag: {tag}\r\nContent-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n" };
        }
        return new(200, content) { Headers = $"ETag: {tag}\r\n" };
    }

    /// <returns>Whether the connection goes on.</returns>
    async Task<bool> SayAsync(Stream stream, CacheRequest request, CacheAnswer answer)
    {
        if (answer.BreaksAfter < 0)
            return false;
        if (answer.StallsAfter < 0)
            await Task.Delay(Timeout.Infinite, end.Token);
        var length = answer.Length ?? answer.Body.Length;
        var head = $"HTTP/1.1 {answer.Status} So\r\n{answer.Headers}{(length < 0 ? "Connection: close\r\n" : $"Content-Length: {length}\r\n")}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), end.Token);
        if (request.Method != "HEAD")
        {
            var count = Math.Min(answer.BreaksAfter ?? answer.StallsAfter ?? answer.Body.Length, answer.Body.Length);
            do
                await stream.WriteAsync(answer.Body.AsMemory(0, count), end.Token);
            while (answer.IsEndless);
        }
        await stream.FlushAsync(end.Token);
        if (answer.StallsAfter is not null)
            await Task.Delay(Timeout.Infinite, end.Token);
        return answer.BreaksAfter is null && length == answer.Body.Length;
    }
}
