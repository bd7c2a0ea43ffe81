// Runs one C# stage: `dotnet exec --depsfile X.deps.json --runtimeconfig X.runtimeconfig.json ModelBuild.Runner.dll [--standby] FOLDER`.
// The folder, the exit codes and the meaning of standard input are those of docs/stage-folder.md.
using System.Globalization;
using System.Runtime.InteropServices;
using ModelBuild.Runner;

if (args is not ([not "--standby"] or ["--standby", _]))
{
    Console.Error.WriteLine("usage: ModelBuild.Runner [--standby] STAGEFOLDER");
    return ExitCodes.Usage;
}

Lifeline.Watch();
// Ctrl+C reaches every process of the terminal; the build decides what becomes of its stages, and closes their standard input.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
// What a stage leaves must not depend on who runs it.
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;

var exitCode = StageRun.Execute(Path.GetFullPath(args[^1]), ready: args.Length == 1 ? () => { } : Lifeline.WaitForWord);
// Not a plain return: that would wait for threads that the stage left behind.
Environment.Exit(exitCode);
return exitCode;
