using System.Diagnostics;

namespace ModelBuild.Store.Tests;

/// <summary>The StoreWriter program in a process of its own.</summary>
static class Writer
{
    public static Process Start(string root, string what) => Process.Start(new ProcessStartInfo("dotnet",
        [Path.Combine(AppContext.BaseDirectory, "StoreWriter.dll"), root, what])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
