using System.Net;
using System.Net.Sockets;

namespace ModelBuild.EndToEnd.Tests;

/// <summary>Debian's nginx on a port of loopback, in a folder of its own, with the configuration that docs/remote-cache.md shows.</summary>
sealed class NginxServer : IDisposable
{
    const string DocumentedPort = "8080";
    readonly ChildProcess process;
    bool isStopped;

    NginxServer(string folder, int port, ChildProcess process)
    {
        (this.process, Folder) = (process, folder);
        Address = $"http://127.0.0.1:{port}";
    }

    public string Address { get; }

    public string Folder { get; }

    /// <summary>What was put there, by <c>ac/HEX</c> and <c>cas/HEX</c>: paths of files.</summary>
    public IReadOnlyList<string> Files(string name) =>
        Directory.Exists(Path.Combine(Folder, "cache", name)) ? Directory.GetFiles(Path.Combine(Folder, "cache", name)) : [];

    /// <summary>The value of the header that lets one write.</summary>
    public static string Token => "Basic " + Convert.ToBase64String("ci:a password for ci"u8);

    /// <summary>Skips the test where there is no nginx.</summary>
    public static async Task<NginxServer> StartAsync(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "incoming"));
        Directory.CreateDirectory(Path.Combine(folder, "cache"));
        await File.WriteAllTextAsync(Path.Combine(folder, "writers"), "ci:{PLAIN}a password for ci\n");
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();
            await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), Documented().Replace($":{DocumentedPort};", $":{port};", StringComparison.Ordinal));
            var server = new NginxServer(folder, port, Start(folder));
            if (await server.AnswersAsync())
                return server;
            var said = await server.process.EndAsync(); // somebody took the port meanwhile
            server.Dispose();
            attempt.ShouldBeLessThan(5, said.Text);
        }
    }

    /// <summary>May be called again.</summary>
    public void Dispose()
    {
        if (isStopped)
            return;
        isStopped = true;
        if (!process.HasExited)
            Processes.Send(Processes.Terminate, process.Id);
        process.EndAsync().GetAwaiter().GetResult();
        process.Dispose();
    }

    static ChildProcess Start(string folder)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin").Split(':').Select(place => Path.Combine(place, "nginx")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "nginx is not installed; tests/interop/install installs it.");
        // As root it would give its workers another user, who cannot read a test's folder.
        var user = Environment.IsPrivilegedProcess ? "user root; " : "";
        return ChildProcess.Start(program!, ["-p", folder + "/", "-c", "nginx.conf", "-g", user + "daemon off;", "-e", "error.log"], folder, new Dictionary<string, string>());
    }

    async Task<bool> AnswersAsync()
    {
        using var client = new HttpClient();
        for (var attempt = 0; attempt < 200 && !process.HasExited; attempt++)
        {
            try
            {
                using var answer = await client.GetAsync(Address);
                if (!process.HasExited)
                    return true;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }
        return false;
    }

    static string Documented()
    {
        var page = File.ReadAllText(Path.Combine(PackedPackage.Repository, "docs", "remote-cache.md"));
        var start = page.IndexOf("```nginx\n", StringComparison.Ordinal) + "```nginx\n".Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }

    static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
