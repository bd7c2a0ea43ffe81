using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ModelBuild.Core.Digests;
using ModelBuild.Execution.Remote;
using ModelBuild.Store;
using ModelBuild.Store.Inputs;
using ModelBuild.Store.Remote;

namespace ModelBuild.Benchmarks;

/// <summary>
/// Restoring an object of 1 GiB from nginx on loopback against <c>curl -o</c>, which neither verifies nor brings what it wrote to
/// the disk. Both are timed twice: until the file is written, and until it is on the disk.
/// </summary>
static class RemoteBenchmark
{
    const double Limit = 1.43; // 0.7 of the throughput
    const long Size = 1L << 30;

    public static bool Run(int rounds)
    {
        var curlWritten = Sample.Milliseconds("curl -o");
        var curlFlushed = Sample.Milliseconds("… and sync of its file");
        var restoreWritten = Sample.Milliseconds("restore: received, verified, written");
        var restoreFlushed = Sample.Milliseconds("… and in the store, on the disk");
        var written = new Sample("time of a restore against curl, written", "x", 2);
        var flushed = new Sample("the same, on the disk", "x", 2);

        var root = Directory.CreateTempSubdirectory("modelbuild-benchmarks-").FullName;
        try
        {
            var digest = MakeObject(root);
            using var server = Serve(root, out var address);
            try
            {
                using var place = new HttpPlace(address, authorization: null);
                for (var round = -1; round < rounds; round++)
                {
                    var (curl, sync) = Curl(root, $"{address}/{RemotePath.OfObject(digest)}");
                    var (receive, finish) = Restore(root, place, digest);
                    if (round < 0)
                        continue; // the first of everything
                    curlWritten.Add(curl);
                    curlFlushed.Add(sync);
                    restoreWritten.Add(receive);
                    restoreFlushed.Add(finish);
                    written.Add(receive / curl);
                    flushed.Add(finish / sync);
                }
            }
            finally
            {
                server.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
        Sample.PrintHeader("remote, 1 GiB", rounds);
        foreach (var sample in new[] { curlWritten, curlFlushed, restoreWritten, restoreFlushed, written, flushed })
            sample.Print();
        return written.Judge(Limit) & flushed.Judge(Limit);
    }

    static (double Written, double Flushed) Curl(string root, string address)
    {
        var file = Path.Combine(root, "curl.out");
        var clock = Stopwatch.StartNew();
        Execute("curl", "-s", "-f", "-o", file, address);
        var written = clock.Elapsed.TotalMilliseconds;
        Execute("sync", file);
        var flushed = clock.Elapsed.TotalMilliseconds;
        File.Delete(file);
        return (written, flushed);
    }

    static (double Written, double Flushed) Restore(string root, HttpPlace place, Digest digest)
    {
        var folder = Path.Combine(root, "store");
        var store = new ContentStore(folder);
        var clock = Stopwatch.StartNew();
        double written, flushed;
        using (var target = store.Receive(digest, Size))
        {
            var download = new ObjectDownload(place, RemotePath.OfObject(digest), target);
            if (!download.TryReceiveAsync(CancellationToken.None).GetAwaiter().GetResult())
                throw new InvalidOperationException("The object did not arrive.");
            written = clock.Elapsed.TotalMilliseconds;
            if (!target.TryFinish())
                throw new InvalidOperationException("The object is another one.");
            flushed = clock.Elapsed.TotalMilliseconds;
        }
        Directory.Delete(folder, recursive: true);
        return (written, flushed);
    }

    static Digest MakeObject(string root)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "cache", "cas")).FullName;
        var file = Path.Combine(folder, "object");
        var bytes = new byte[1 << 20];
        var random = new Random(7);
        using (var stream = File.Create(file))
            for (var i = 0; i < Size / bytes.Length; i++)
            {
                random.NextBytes(bytes);
                stream.Write(bytes);
            }
        var digest = InputDigests.Hash(file)!.Value.Digest;
        File.Move(file, Path.Combine(folder, digest.Hex));
        return digest;
    }

    static Process Serve(string root, out string address)
    {
        int port;
        using (var socket = new TcpListener(IPAddress.Loopback, 0))
        {
            socket.Start();
            port = ((IPEndPoint)socket.LocalEndpoint).Port;
        }
        address = $"http://127.0.0.1:{port}";
        var temporary = string.Concat(new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"{name}_temp_path tmp_{name}; "));
        File.WriteAllText(Path.Combine(root, "nginx.conf"),
            $"pid nginx.pid; {(Environment.IsPrivilegedProcess ? "user root; " : "")}daemon off; events {{ }} http {{ access_log off; sendfile on; {temporary} server {{ listen 127.0.0.1:{port}; root cache; }} }}");
        var program = File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";
        var process = Process.Start(new ProcessStartInfo(program, ["-p", root + "/", "-c", "nginx.conf", "-e", "error.log"]))
            ?? throw new InvalidOperationException("nginx did not start.");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, port);
                return process;
            }
            catch (SocketException) when (attempt < 100)
            {
                Thread.Sleep(50);
            }
        }
    }

    static void Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
