// Runs a program under ptrace and counts, records, ends or fails its steps; see Orders. Exits as the program does (128 and the
// signal when it was killed). Other tools count calls by thread, so that the tenth of a program cannot be named.
using System.Globalization;
using StepTracer;

const int Stopped = 0x7f, SystemCallMark = 0x80;
var orders = Orders.Parse(args);
var reader = new StepReader(orders.Root);
var steps = new List<Step>();
var begun = new Dictionary<int, (SystemCall Call, Step? Step, bool Fails)>();
var processes = new Dictionary<int, int>();
// Recorded steps are made one after the other, so that their order is that of their effects.
var waiting = new Queue<int>();
var atWork = 0;
var (counted, spacious, exitCode) = (0, 0, 0);

var program = Kernel.StartStopped(orders.Command);
Kernel.Trace(Kernel.Seize, program, 0,
    Kernel.MarkSystemCalls | Kernel.FollowThreads | Kernel.EndWithTracer | (orders.Record ? Kernel.FollowForks | Kernel.FollowVforks : 0));
Kernel.Send(program, Kernel.Continue);

while (Kernel.Wait(-1, Kernel.WaitAll, out var status) is var thread and > 0)
{
    if ((status & 0xff) != Stopped)
    {
        if (thread == program)
            exitCode = (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
        begun.Remove(thread);
        LetNextWork(thread);
        continue;
    }
    var (signal, happened) = ((status >> 8) & 0xff, status >> 16);
    if (signal == (Kernel.Trap | SystemCallMark))
    {
        if (Kernel.CallOf(thread) is { } call)
            See(thread, call);
        signal = 0;
        if (orders.Record && begun.TryGetValue(thread, out var begins) && begins.Step is not null && atWork != thread)
        {
            if (atWork != 0)
            {
                waiting.Enqueue(thread);
                continue;
            }
            atWork = thread;
        }
    }
    else if (happened != 0)
    {
        // A new thread, or one of a stopped process, which stays stopped until somebody has it go on.
        if (signal is Kernel.Stop)
        {
            Kernel.Trace(Kernel.Listen, thread, 0, 0);
            continue;
        }
        signal = 0;
    }
    Kernel.Trace(Kernel.NextSystemCall, thread, 0, signal);
}
File.WriteAllLines(orders.Steps, steps.Select(step => step.ToJson()));
return exitCode;

void See(int thread, SystemCall call)
{
    var process = ProcessOf(thread);
    if (call.Begins)
    {
        var step = reader.Begin(process, call);
        var fails = false;
        if (step is not null && process == program)
        {
            counted++;
            if (counted == orders.Kill)
                End();
            if (step.TakesSpace)
                spacious++;
            fails = step.TakesSpace && orders.Fail > 0 && (spacious == orders.Fail || (orders.Onwards && spacious > orders.Fail));
            if (fails)
                Kernel.Trace(Kernel.PokeUser, thread, Kernel.CallRegister, -1);
        }
        begun[thread] = (call, step, fails);
    }
    else if (begun.Remove(thread, out var was) && was.Step is not null)
    {
        if (was.Fails)
            Kernel.Trace(Kernel.PokeUser, thread, Kernel.ResultRegister, -orders.Error);
        else if (StepReader.End(process, was.Call, was.Step, call.Result, orders.Record) is { } step)
            steps.Add(step with { ByEngine = process == program });
        LetNextWork(thread);
    }
}

void LetNextWork(int done)
{
    if (atWork != done)
        return;
    atWork = 0;
    if (waiting.TryDequeue(out var next))
    {
        atWork = next;
        Kernel.Trace(Kernel.NextSystemCall, next, 0, 0);
    }
}

void End()
{
    var all = new List<int> { program };
    if (orders.All)
        for (var i = 0; i < all.Count; i++)
            all.AddRange(ChildrenOf(all[i]));
    foreach (var process in all)
        Kernel.Send(process, Kernel.Kill);
}

// A thread stays in its process, but an id may come again in another one.
int ProcessOf(int thread)
{
    if (!orders.Record)
        return program;
    if (processes.TryGetValue(thread, out var known) && known != thread && File.Exists($"/proc/{known}/task/{thread}/stat"))
        return known;
    foreach (var line in File.ReadLines($"/proc/{thread}/status"))
        if (line.StartsWith("Tgid:", StringComparison.Ordinal))
            return processes[thread] = int.Parse(line["Tgid:".Length..].Trim(), CultureInfo.InvariantCulture);
    return thread;
}

static IEnumerable<int> ChildrenOf(int process)
{
    foreach (var task in Directory.GetDirectories($"/proc/{process}/task"))
        foreach (var child in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            yield return int.Parse(child, CultureInfo.InvariantCulture);
}
