// Adds to the store in args[0] what args[1] (a number) stands for and says so line by line, until the disk is full or someone
// kills it. `lock` instead of a number takes a work folder and waits.
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Store;

var store = new ContentStore(args[0]);
var cache = new StageCache(args[0]);

if (args[1] == "lock")
{
    var work = new WorkFolders(args[0]).Create("held");
    File.WriteAllText(Path.Combine(work.Path, "half.txt"), "half");
    Console.WriteLine(work.Path);
    Console.In.ReadToEnd();
    GC.KeepAlive(work);
    return;
}

var random = new Random(int.Parse(args[1]));
var scratch = Path.Combine($"{args[0]}-scratch", Guid.NewGuid().ToString("N"));
for (var round = 0; round < 100_000; round++)
{
    var bytes = new byte[random.Next(0, 300_000)];
    random.NextBytes(bytes);
    var folder = Path.Combine(scratch, round.ToString());
    Directory.CreateDirectory(Path.Combine(folder, "inner"));
    File.WriteAllBytes(Path.Combine(folder, "weights.bin"), bytes);
    File.WriteAllText(Path.Combine(folder, "inner", "notes.txt"), $"round {round}");
    Console.WriteLine(round);
    try
    {
        var log = store.AddBytes(bytes.AsSpan(0, bytes.Length / 2));
        var tree = store.AddFolder(folder, move: round % 2 == 0);
        cache.Add(Digest.OfText($"{args[1]} {round}"), new StageResult(tree, log, round % 3 == 0 ? log : null, TimeSpan.FromSeconds(round)));
    }
    catch (IOException exception)
    {
        Console.WriteLine($"stopped: {exception.Message}");
        return;
    }
}
