using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelBuild.Tabular;

namespace ModelBuild.Benchmarks;

/// <summary>
/// Reading a CSV file into a table with two threads, against pandas.read_csv (C engine) on the same file, which is in the page cache:
/// time of the call alone, each in a process of its own. And the peak memory of ours against the size of the table.
/// </summary>
static class CsvBenchmark
{
    const double TimeLimit = 0.5;
    const double MemoryLimit = 1.5;
    const int Threads = 2;
    const int FewestToJudge = 500; // megabytes; of less, most is the start of the process
    const int MostForPandas = 2000; // megabytes; it takes several times the file in memory
    const string Python = "/usr/bin/python3";
    const string Script = """
        import pandas, sys, time
        start = time.perf_counter()
        frame = pandas.read_csv(sys.argv[1])
        print((time.perf_counter() - start) * 1000, len(frame))
        """;

    public static bool Run(DataFolder data, int rounds, int megabytes)
    {
        Console.WriteLine($"writing a file of {megabytes} MB");
        var file = data.Path("table.csv");
        var rows = Generate(file, megabytes * 1_000_000L);

        var own = Sample.Milliseconds("modelbuild, 2 threads");
        var pandas = Sample.Milliseconds("pandas.read_csv");
        var ratio = new Sample("ratio of a round", "x", 3);
        var reading = new Sample("peak memory of reading / table", "x", 2);
        var whole = new Sample("… and of then going through all cells", "x", 2);
        var hasPandas = megabytes <= MostForPandas && TryPython("-c", "import pandas");
        if (!hasPandas)
            Console.WriteLine(megabytes <= MostForPandas ? $"  there is no {Python} with pandas: our own time only" : "  the file is too large for pandas: our own time only");
        for (var round = 0; round < rounds; round++)
        {
            var without = hasPandas ? Pandas(file, rows) : double.NaN;
            var folder = Directory.CreateDirectory(data.Path("temporary")).FullName;
            var numbers = MeasuredProcess.Run(folder, new Dictionary<string, string>(), typeof(CsvBenchmark).Assembly.Location, "csv-once", file, folder)
                .Output.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            Directory.Delete(folder, recursive: true);
            if (numbers[1] != rows)
                throw new InvalidOperationException($"{numbers[1]} rows were read of {rows}.");
            own.Add(numbers[0]);
            reading.Add(numbers[3] / numbers[2]);
            whole.Add(numbers[4] / numbers[2]);
            if (!hasPandas)
                continue;
            pandas.Add(without);
            ratio.Add(numbers[0] / without);
        }
        Sample.PrintHeader($"csv, {megabytes} MB, {rows} rows", rounds);
        foreach (var sample in hasPandas ? [pandas, own, ratio, reading, whole] : new[] { own, reading, whole })
            sample.Print();
        // How much of a mapped file stays in memory is for the system to say where the file is larger than that.
        return megabytes < FewestToJudge || (!hasPandas || ratio.Judge(TimeLimit)) & reading.Judge(MemoryLimit) & whole.Judge(MemoryLimit);
    }

    /// <summary>What a round measures: prints milliseconds, rows, bytes of the table, and the peak memory after reading and after going through all cells.</summary>
    public static int Once(string file, string folder)
    {
        var clock = Stopwatch.StartNew();
        var table = TabularPipeline.Ingest(new DataSource("data", file), new IngestOptions(), new BenchmarkContext(Threads, folder));
        var milliseconds = clock.Elapsed.TotalMilliseconds;
        // On Linux VmHWM: what was ever resident at once, of the heap, the code and mapped files together.
        var reading = PeakMemory();
        var sum = 0.0;
        foreach (var column in table.Columns)
        {
            if (column is NumericColumn numeric)
                foreach (var value in numeric.Values)
                    sum += double.IsNaN(value) ? 0 : value;
            else if (column is CategoricalColumn categorical)
                foreach (var code in categorical.Codes)
                    sum += code;
        }
        GC.KeepAlive(sum);
        long size = 0;
        foreach (var column in table.Columns)
            size += (long)column.Rows * (column is NumericColumn ? sizeof(double) : sizeof(int));
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{milliseconds} {table.Rows} {size} {reading} {PeakMemory()}"));
        return 0;
    }

    static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    // Numbers with six decimals, whole numbers, categories; about one cell of two hundred is missing.
    static long Generate(string file, long size)
    {
        const int Decimals = 16, Integers = 6;
        string[] colours = ["red", "green", "blue", "yellow"];
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        var row = new StringBuilder();
        for (var i = 0; i < Decimals; i++)
            row.Append(CultureInfo.InvariantCulture, $"x{i},");
        for (var i = 0; i < Integers; i++)
            row.Append(CultureInfo.InvariantCulture, $"n{i},");
        row.Append("colour,city,plan\n");
        var state = 88172645463325252UL;
        ulong Next()
        {
            // G. Marsaglia, Xorshift RNGs, Journal of Statistical Software 8, 2003
            state ^= state << 13;
            state ^= state >> 7;
            return state ^= state << 17;
        }
        for (var rows = 0L; ; rows++)
        {
            stream.Write(Encoding.UTF8.GetBytes(row.ToString()));
            if (stream.Position >= size)
                return rows;
            row.Clear();
            for (var i = 0; i < Decimals; i++)
            {
                if (Next() % 200 != 0)
                    row.Append(CultureInfo.InvariantCulture, $"{(long)(Next() % 200_000_000) - 100_000_000:D7}").Insert(row.Length - 6, '.');
                row.Append(',');
            }
            for (var i = 0; i < Integers; i++)
                row.Append(Next() % 100_000).Append(',');
            row.Append(colours[Next() % 4]).Append(",city ").Append(Next() % 500).Append(',').Append(Next() % 3 == 0 ? "basic" : "premium").Append('\n');
        }
    }

    static double Pandas(string file, long rows)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", Script, file]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        if (process.ExitCode != 0 || long.Parse(output[1], CultureInfo.InvariantCulture) != rows)
            throw new InvalidOperationException($"pandas read {string.Join(' ', output)} where there are {rows} rows.");
        return double.Parse(output[0], CultureInfo.InvariantCulture);
    }

    static bool TryPython(params string[] arguments)
    {
        if (!File.Exists(Python))
            return false;
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
