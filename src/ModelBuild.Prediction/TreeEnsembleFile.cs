using System.Buffers.Binary;

namespace ModelBuild.Prediction;

// trees.bin: how a TreeEnsemble is written, little-endian.
//   8 bytes "MBTREES" and 0 · int32 format version · int32 outputs · int32 width · int32 trees · int32 nodes · int32 words of categories
//   outputs × float64 start · trees × int32 nodes of the tree · nodes × (float64 number, uint32 what) · words × uint32
// There are no pointers to be wrong: the nodes of a tree stand level by level, so that the children of its k-th inner node
// are its nodes 2k + 1 and 2k + 2.
static class TreeEnsembleFile
{
    const int FormatVersion = 1;
    const int HeaderSize = 32;
    const int NodeSize = 12;
    static ReadOnlySpan<byte> Magic => "MBTREES\0"u8;

    public static void Write(TreeEnsemble ensemble, Stream stream)
    {
        Span<byte> buffer = stackalloc byte[HeaderSize];
        Magic.CopyTo(buffer);
        int[] header = [FormatVersion, ensemble.Outputs, ensemble.Width, ensemble.Trees, ensemble.NodeCount, ensemble.Categories.Length];
        for (var i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(buffer[(8 + 4 * i)..], header[i]);
        stream.Write(buffer);
        foreach (var start in ensemble.Start)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(buffer, start);
            stream.Write(buffer[..8]);
        }
        for (var tree = 0; tree < ensemble.Trees; tree++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer, ensemble.NodesOf(tree).Length);
            stream.Write(buffer[..4]);
        }
        for (var tree = 0; tree < ensemble.Trees; tree++)
            foreach (ref readonly var node in ensemble.NodesOf(tree))
            {
                var (number, what) = node.Bits;
                BinaryPrimitives.WriteInt64LittleEndian(buffer, number);
                BinaryPrimitives.WriteUInt32LittleEndian(buffer[8..], what);
                stream.Write(buffer[..NodeSize]);
            }
        foreach (var word in ensemble.Categories)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(buffer, word);
            stream.Write(buffer[..4]);
        }
    }

    public static TreeEnsemble Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderSize || !file[..8].SequenceEqual(Magic))
            throw new InvalidDataException("It is not a file of trees.");
        var version = Int(file, 8);
        if (version != FormatVersion)
            throw new InvalidDataException($"Its format version is {version}, and this ModelBuild.Prediction reads {FormatVersion}. Use the version of ModelBuild that trained it, or a newer one.");
        var (outputs, width, trees, nodes, words) = (Int(file, 12), Int(file, 16), Int(file, 20), Int(file, 24), Int(file, 28));
        if (outputs < 1 || width is < 0 or > TreeNode.MostFeatures || trees < 0 || nodes < 0 || words < 0 || trees % outputs != 0)
            throw new InvalidDataException($"It cannot have {outputs} outputs, {width} features, {trees} trees, {nodes} nodes and {words} words.");
        var size = HeaderSize + 8L * outputs + 4L * trees + (long)NodeSize * nodes + 4L * words;
        if (size != file.Length)
            throw new InvalidDataException($"It has {file.Length} bytes, and {size} would be right.");

        // From here on every size is that of something in the file.
        var at = HeaderSize;
        var start = new double[outputs];
        for (var i = 0; i < outputs; i++, at += 8)
            start[i] = Finite(BinaryPrimitives.ReadDoubleLittleEndian(file[at..]));
        var roots = new int[trees + 1];
        for (var tree = 0; tree < trees; tree++, at += 4)
        {
            var count = Int(file, at);
            if (count < 1 || count % 2 == 0 || count > nodes - roots[tree])
                throw new InvalidDataException($"Tree {tree} cannot have {count} of {nodes} nodes.");
            roots[tree + 1] = roots[tree] + count;
        }
        if (roots[trees] != nodes)
            throw new InvalidDataException($"Its trees have {roots[trees]} nodes, and there are {nodes}.");

        var all = new TreeNode[nodes];
        for (var tree = 0; tree < trees; tree++)
        {
            var child = roots[tree] + 1;
            for (var i = roots[tree]; i < roots[tree + 1]; i++, at += NodeSize)
            {
                var node = TreeNode.FromBits(BinaryPrimitives.ReadInt64LittleEndian(file[at..]), BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 8)..]));
                all[i] = Checked(node, width, words) ? node.WithChild(node.IsLeaf ? i : child) : throw new InvalidDataException($"Node {i - roots[tree]} of tree {tree} is none.");
                if (node.IsLeaf)
                    continue;
                if (child <= i || child + 1 >= roots[tree + 1])
                    throw new InvalidDataException($"Node {i - roots[tree]} of tree {tree} has no children.");
                child += 2;
            }
            if (child != roots[tree + 1])
                throw new InvalidDataException($"Tree {tree} has nodes that nothing leads to.");
        }
        var categories = new uint[words];
        for (var i = 0; i < words; i++, at += 4)
            categories[i] = BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);
        return new(width, start, all, roots, categories);
    }

    static bool Checked(TreeNode node, int width, int words)
    {
        if (node.IsLeaf)
            return double.IsFinite(node.Value);
        if (node.SendsMissingLeft == node.SendsMissingRight || node.Feature >= width)
            return false;
        return node.IsCategorical
            ? node.FirstWord >= 0 && node.Words >= 0 && (long)node.FirstWord + node.Words <= words
            : !double.IsNaN(node.Threshold);
    }

    static double Finite(double number) => double.IsFinite(number) ? number : throw new InvalidDataException("A start is not a finite number.");

    static int Int(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file[at..]);
}
