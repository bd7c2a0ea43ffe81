using System.Runtime.InteropServices;

namespace ModelBuild.Execution.Confinement;

/// <summary>
/// What of the system every stage may read: programs, libraries and what they come with, but no file that people write
/// (docs/hermetic.md). What is not there on a system does no harm.
/// </summary>
static class SystemFiles
{
    /// <summary>Programs, libraries, time zones, fonts, cultures.</summary>
    static readonly string[] Programs = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store"];

    public static readonly string[] Read =
    [
        .. Programs,
        // The loader's, and what runtimes ask about the system.
        "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/ld-musl-x86_64.path", "/etc/ld-musl-aarch64.path", "/etc/os-release", "/etc/dotnet",
        // The name of the user, without which runtimes do not answer at all.
        "/etc/passwd", "/etc/group", "/etc/nsswitch.conf",
        // Certificates and the settings of cryptography, not the private keys beside them.
        "/etc/ssl/certs", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem", "/etc/ssl/openssl.cnf", "/etc/pki/tls/certs", "/etc/pki/tls/cert.pem",
        "/etc/pki/tls/openssl.cnf", "/etc/pki/tls/openssl.d", "/etc/pki/ca-trust", "/etc/ca-certificates", "/etc/crypto-policies", "/var/lib/ca-certificates",
        "/etc/fonts", "/var/cache/fontconfig", "/etc/mime.types",
        // The limits of a container, and what a garbage collector and a thread pool are laid out by.
        "/proc", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/kernel/mm",
    ];

    public static readonly string[] Devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];

    /// <summary>How names of machines are resolved, for stages with a network.</summary>
    public static readonly string[] OfNetwork =
    [
        "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/gai.conf", "/etc/services", "/etc/protocols", "/etc/networks",
    ];

    /// <summary>What drivers read, for stages with processors for graphics.</summary>
    public static readonly string[] OfGpus = ["/sys", "/etc/OpenCL", "/etc/vulkan", "/etc/nvidia", "/opt/rocm", "/run/opengl-driver"];

    /// <summary>Devices of these names, and what is in folders of these names.</summary>
    static readonly string[] GpuDevices = ["nvidia*", "dri", "kfd", "dxg", "nvhost*", "nvmap"];

    public static IEnumerable<string> Gpus() => GpuDevices.SelectMany(pattern => Directory.EnumerateFileSystemEntries("/dev", pattern));

    /// <summary>Programs and libraries of a .NET installation, of the runtime that runs this process, and where the loader is told to look.</summary>
    /// <param name="dotnet">The program.</param>
    public static IEnumerable<string> Runtimes(string dotnet)
    {
        var program = (File.Exists(dotnet) ? File.ResolveLinkTarget(dotnet, returnFinalTarget: true)?.FullName : null) ?? dotnet;
        yield return program;
        yield return RuntimeEnvironment.GetRuntimeDirectory();
        foreach (var root in new[] { Path.GetDirectoryName(program), Environment.GetEnvironmentVariable("DOTNET_ROOT") })
        {
            if (string.IsNullOrEmpty(root))
                continue;
            yield return Path.Combine(root, "host");
            yield return Path.Combine(root, "shared");
        }
        // Not where nobody says exactly which folder that is.
        foreach (var folder in (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':'))
            if (folder.Length > 1 && folder[0] == '/')
                yield return folder;
    }

    /// <summary>The part of a search path whose programs a stage may execute.</summary>
    public static string Executable(string searchPath) => string.Join(':', searchPath.Split(':').Where(IsExecutable));

    /// <summary>Where the program of a command is; the name itself where that is no plain name, or nowhere.</summary>
    public static string Find(string program, string searchPath) => program.Contains('/') ? program
        : Executable(searchPath).Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? program;

    static bool IsExecutable(string folder)
    {
        foreach (var root in Programs)
            if (folder == root || (folder.StartsWith(root, StringComparison.Ordinal) && folder[root.Length] == '/'))
                return true;
        return false;
    }
}
