using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ModelBuild.Tabular;

// The bins of all features of all rows, a byte each, for two readers. Sums over a node's rows read them row after row, in
// groups of at most 64 features, so that a row of a group is in one cache line, and within a row in tiles of 8, which are
// loaded as one number. A split reads one feature of many rows, and finds it in a column.
sealed class BinnedFeatures
{
    public const int TileFeatures = 8;
    const int GroupTiles = 8;
    const int CacheLine = 64;

    readonly Group[] groups;
    readonly byte[][] columns;

    BinnedFeatures(int rows, int width)
    {
        (Rows, Width) = (rows, width);
        var tiles = (width + TileFeatures - 1) / TileFeatures;
        columns = new byte[width][];
        for (var j = 0; j < width; j++)
            columns[j] = GC.AllocateUninitializedArray<byte>(rows);
        groups = new Group[(tiles + GroupTiles - 1) / GroupTiles];
        for (var i = 0; i < groups.Length; i++)
        {
            var stride = Math.Min(GroupTiles, tiles - i * GroupTiles);
            // Pinned, since what moves does not stay aligned.
            var words = GC.AllocateUninitializedArray<ulong>(checked(rows * stride + CacheLine / 8), pinned: true);
            var beyond = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(words, 0) % CacheLine);
            groups[i] = new(words, beyond == 0 ? 0 : (CacheLine - beyond) / 8, stride, i * GroupTiles);
        }
    }

    // Words holds `Stride` tiles for each row from Offset on. FirstTile counts over all groups.
    public readonly record struct Group(ulong[] Words, int Offset, int Stride, int FirstTile);

    public int Rows { get; }

    public int Width { get; }

    public ReadOnlySpan<Group> Groups => groups;

    public int Tiles => (Width + TileFeatures - 1) / TileFeatures;

    // The features of a tile.
    public int FeaturesOf(int tile) => Math.Min(TileFeatures, Width - tile * TileFeatures);

    // Row by row.
    public byte[] Column(int feature) => columns[feature];

    // Of all bins of all rows.
    public byte[] Digest(ThreadTeam team)
    {
        var digests = new byte[Width * SHA256.HashSizeInBytes];
        team.Run(Width, (j, _) => SHA256.HashData(columns[j], digests.AsSpan(j * SHA256.HashSizeInBytes)));
        return SHA256.HashData(digests);
    }

    public static BinnedFeatures Of(FeatureRows rows, FeatureBins[] bins, ThreadTeam team, CancellationToken cancellation)
    {
        const int most = (int.MaxValue - CacheLine) / GroupTiles;
        if (rows.Rows > most)
            throw new StageException(new StageError($"There are {rows.Rows} training rows, and boosted trees take at most {most}. Train on fewer rows.") { Code = Codes.TooMuchData });
        var result = new BinnedFeatures(rows.Rows, rows.Width);
        var buffers = new (double[] Values, byte[] Bins)[team.Threads];
        team.Run(rows.Blocks, (block, member) =>
        {
            cancellation.ThrowIfCancellationRequested();
            ref var buffer = ref buffers[member];
            if (buffer.Values is null)
                buffer = (new double[rows.Width * rows.BlockRows], new byte[rows.BlockRows]);
            var size = rows.RowsOf(block);
            var values = buffer.Values.AsSpan(0, rows.Width * size);
            rows.Read(block, values);
            for (var j = 0; j < rows.Width; j++)
            {
                bins[j].Bin(values.Slice(j * size, size), buffer.Bins);
                result.Put(block * rows.BlockRows, j, buffer.Bins.AsSpan(0, size));
            }
        });
        return result;
    }

    // Byte k of a word is feature k of its tile: .NET has no big-endian processors that this runs on.
    void Put(int firstRow, int feature, ReadOnlySpan<byte> bins)
    {
        bins.CopyTo(columns[feature].AsSpan(firstRow));
        ref readonly var group = ref groups[feature / (GroupTiles * TileFeatures)];
        var stride = group.Stride * TileFeatures;
        var bytes = MemoryMarshal.AsBytes(group.Words.AsSpan(group.Offset + firstRow * group.Stride, bins.Length * group.Stride));
        var at = feature % (GroupTiles * TileFeatures);
        for (var i = 0; i < bins.Length; i++, at += stride)
            bytes[at] = bins[i];
    }
}
