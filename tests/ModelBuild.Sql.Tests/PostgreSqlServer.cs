using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ModelBuild.Sql.Tests;

/// <summary>
/// Debian's PostgreSQL on a port of loopback, in a temporary folder of its own, started when a test first asks for it and stopped after the last.
/// It refuses to run as root, who runs it as the user postgres or nobody.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    /// <summary>Of the user who owns everything; nothing that a test prints may have it.</summary>
    public const string Password = "correct horse battery staple";

    readonly SemaphoreSlim gate = new(1, 1);
    readonly List<string> said = [];
    string? folder;
    Process? server;
    int port;

    /// <summary>What Npgsql connects by. Skips the test where PostgreSQL is not installed.</summary>
    public async Task<string> ConnectionAsync(string database = "postgres", string password = Password)
    {
        await gate.WaitAsync();
        try
        {
            if (server is null)
                await StartAsync();
        }
        finally
        {
            gate.Release();
        }
        return $"Host=127.0.0.1;Port={port.ToString(CultureInfo.InvariantCulture)};Database={database};Username=owner;Password=\"{password}\"";
    }

    /// <summary>A database of a test's own, with tables in it.</summary>
    public async Task<string> CreateAsync(string sql)
    {
        var name = $"test_{Guid.NewGuid():N}";
        Execute(await ConnectionAsync(), $"create database {name}");
        var connection = await ConnectionAsync(name);
        Execute(connection, sql);
        return connection;
    }

    /// <summary>Runs statements in the database of a connection.</summary>
    public void Execute(string connection, string sql)
    {
        var parts = connection.Split(';').ToDictionary(part => part.Split('=')[0], part => part.Split('=')[^1]);
        Run(Path.Combine(Programs()!, "psql"), ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", parts["Host"], "-p", parts["Port"], "-U", parts["Username"], "-d", parts["Database"], "-c", sql], user: null);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            // A fast shutdown: clients are disconnected.
            Run("kill", ["-INT", server.Id.ToString(CultureInfo.InvariantCulture)], user: null);
            await server.WaitForExitAsync();
            server.Dispose();
        }
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
        gate.Dispose();
    }

    async Task StartAsync()
    {
        var programs = Programs();
        Assert.SkipWhen(programs is null, "PostgreSQL is not installed; tests/interop/install installs it.");
        // Root's own temporary folder may be where no other user gets.
        folder = Environment.IsPrivilegedProcess ? $"/tmp/modelbuild-postgresql-{Guid.NewGuid():N}" : Directory.CreateTempSubdirectory("modelbuild-postgresql-").FullName;
        Directory.CreateDirectory(folder);
        var data = Path.Combine(folder, "data");
        var secret = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(secret, Password + "\n");
        if (Environment.IsPrivilegedProcess)
            Run("chown", ["-R", User()!, folder], user: null);
        Run(Path.Combine(programs!, "initdb"), ["-D", data, "-U", "owner", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--no-locale", "--no-sync"], User());
        for (var attempt = 0; ; attempt++)
        {
            port = FreePort();
            server = Start(Path.Combine(programs!, "postgres"),
                ["-D", data, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"], User());
            if (await AnswersAsync(programs!))
                return;
            await server.WaitForExitAsync(); // somebody took the port meanwhile
            server.Dispose();
            server = null;
            if (attempt == 5)
                Assert.Fail(string.Join('\n', said));
        }
    }

    async Task<bool> AnswersAsync(string programs)
    {
        for (var attempt = 0; attempt < 600 && !server!.HasExited; attempt++)
        {
            using var ready = Start(Path.Combine(programs, "pg_isready"), ["-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)], user: null);
            await ready.WaitForExitAsync();
            if (ready.ExitCode == 0)
                return !server.HasExited;
            await Task.Delay(50);
        }
        return false;
    }

    void Run(string program, string[] arguments, string? user)
    {
        using var process = Start(program, arguments, user);
        process.WaitForExit();
        lock (said)
            process.ExitCode.ShouldBe(0, string.Join('\n', said));
    }

    /// <param name="user">Who runs it, where that is not the user of the tests.</param>
    Process Start(string program, string[] arguments, string? user)
    {
        string[] command = user is null || !Environment.IsPrivilegedProcess ? [program, .. arguments]
            : ["setpriv", $"--reuid={user.Split(':')[0]}", $"--regid={user.Split(':')[1]}", "--clear-groups", program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/", UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = Password;
        start.Environment["LC_ALL"] = "C";
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    void Keep(string? line)
    {
        if (line is not null)
            lock (said)
                said.Add(line);
    }

    /// <summary>Numbers of user and group; null where the tests' own user is none that PostgreSQL refuses.</summary>
    static string? User()
    {
        if (!Environment.IsPrivilegedProcess)
            return null;
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).ToDictionary(user => user[0]);
        var user = users.TryGetValue("postgres", out var found) ? found : users["nobody"];
        return $"{user[2]}:{user[3]}";
    }

    /// <summary>The folder of the newest that is installed, or null.</summary>
    static string? Programs() => !Directory.Exists("/usr/lib/postgresql") ? null
        : Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0)
            .Select(version => Path.Combine(version, "bin")).FirstOrDefault(programs => File.Exists(Path.Combine(programs, "initdb")));

    static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
