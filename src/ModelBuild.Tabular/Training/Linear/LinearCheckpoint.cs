using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Tabular;

// What a minimiser was doing: the number of vectors, and each vector's length and 64-bit numbers, all little-endian.
static class LinearCheckpoint
{
    // All that the steps follow from. The validation rows are only watched.
    public static byte[] Identity(LinearOptions options, TrainingData data, TrainingMatrix matrix, int threads)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        FormattableString text = $"{options} {data.Task} {data.Classes}";
        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture)));
        hash.AppendData(matrix.Digest(threads));
        hash.AppendData(MemoryMarshal.AsBytes(matrix.Targets));
        hash.AppendData(MemoryMarshal.AsBytes(matrix.Weights));
        return hash.GetHashAndReset();
    }

    public static void Write(CheckpointFile file, IReadOnlyList<double[]> state) => file.Write(stream =>
    {
        Span<byte> eight = stackalloc byte[sizeof(long)];
        WriteNumber(eight, state.Count);
        foreach (var vector in state)
        {
            WriteNumber(eight, vector.Length);
            foreach (var value in vector)
                WriteNumber(eight, BitConverter.DoubleToInt64Bits(value));
        }

        void WriteNumber(Span<byte> eight, long number)
        {
            BinaryPrimitives.WriteInt64LittleEndian(eight, number);
            stream.Write(eight);
        }
    });

    public static IReadOnlyList<double[]>? Read(CheckpointFile file)
    {
        if (!file.TryRead(out var rest))
            return null;
        var state = new double[Next(ref rest)][];
        for (var i = 0; i < state.Length; i++)
        {
            state[i] = new double[Next(ref rest)];
            for (var j = 0; j < state[i].Length; j++)
                state[i][j] = BitConverter.Int64BitsToDouble(Next(ref rest));
        }
        return state;
    }

    static long Next(ref ReadOnlySpan<byte> rest)
    {
        var number = BinaryPrimitives.ReadInt64LittleEndian(rest);
        rest = rest[sizeof(long)..];
        return number;
    }
}
