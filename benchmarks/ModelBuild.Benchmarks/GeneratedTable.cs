using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using ModelBuild.Tabular;

namespace ModelBuild.Benchmarks;

/// <summary>Made-up numbers and two classes that depend on them: linearly, by products, waves and steps, with noise.</summary>
sealed class GeneratedTable
{
    GeneratedTable(int rows, int width) => (Rows, Width, Values, Labels) = (rows, width, new double[(long)rows * width], new double[rows]);

    public int Rows { get; }

    public int Width { get; }

    /// <summary>Row by row.</summary>
    public double[] Values { get; }

    public double[] Labels { get; }

    public static (GeneratedTable Train, GeneratedTable Test) Make(int rows, int width, int seed)
    {
        var random = new Random(seed);
        return (Make(random, rows, width), Make(random, rows / 5, width));
    }

    static GeneratedTable Make(Random random, int rows, int width)
    {
        var table = new GeneratedTable(rows, width);
        for (var row = 0; row < rows; row++)
        {
            var x = table.Values.AsSpan(row * width, width);
            for (var j = 0; j < width; j++)
                x[j] = Math.Round(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()), 6);
            var score = 0.9 * x[0] - 0.7 * x[1] + 0.8 * x[2] * x[3] + 1.2 * Math.Sin(2 * x[4]) + (x[5] > 0.5 ? 0.6 * x[6] : 0) - 0.5 * Math.Abs(x[7]) + 0.3 * x[8] * x[8];
            for (var j = 9; j < width; j++)
                score += 0.25 * x[j] * (2.0 * (j - 9) / (width - 10) - 1);
            var uniform = random.NextDouble();
            table.Labels[row] = score + 0.1 + 0.7 * Math.Log(uniform / (1 - uniform)) > 0 ? 1 : 0;
        }
        return table;
    }

    /// <summary>As numpy.load reads them, https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.</summary>
    public void Save(string folder, string name)
    {
        Save(Path.Combine(folder, name + "_x.npy"), $"({Rows}, {Width})", Values);
        Save(Path.Combine(folder, name + "_y.npy"), $"({Rows},)", Labels);
    }

    static void Save(string path, string shape, double[] values)
    {
        using var file = File.Create(path);
        var header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}";
        header = header.PadRight((10 + header.Length + 64) / 64 * 64 - 11) + "\n";
        file.Write([0x93, .. "NUMPY"u8, 1, 0]);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        file.Write(length);
        file.Write(Encoding.ASCII.GetBytes(header));
        var bytes = MemoryMarshal.AsBytes<double>(values);
        for (var at = 0; at < bytes.Length; at += 1 << 20)
            file.Write(bytes[at..Math.Min(bytes.Length, at + (1 << 20))]);
    }

    public FeatureRows ToFeatures() => new Features(this);

    /// <summary>The share of pairs of a row of class 1 and one of class 0 whose scores are in that order, ties half.</summary>
    public double Auc(double[] scores)
    {
        var order = Labels.ToArray();
        var sorted = scores.ToArray();
        Array.Sort(sorted, order);
        double below = 0, pairs = 0;
        for (var i = 0; i < sorted.Length;)
        {
            var end = i;
            double positive = 0, negative = 0;
            for (; end < sorted.Length && sorted[end] == sorted[i]; end++)
                (positive, negative) = (positive + order[end], negative + 1 - order[end]);
            pairs += positive * (below + negative / 2);
            below += negative;
            i = end;
        }
        return pairs / (below * (sorted.Length - below));
    }

    sealed class Features(GeneratedTable table)
        : FeatureRows(table.Rows, [.. Enumerable.Range(0, table.Width).Select(j => new FeatureColumnInfo($"f{j}"))])
    {
        public override void Read(int block, Span<double> target)
        {
            var size = RowsOf(block);
            for (var i = 0; i < size; i++)
                for (var j = 0; j < Width; j++)
                    target[j * size + i] = table.Values[(long)(block * BlockRows + i) * Width + j];
        }
    }
}
