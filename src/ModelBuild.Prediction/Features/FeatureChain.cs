using System.Buffers;

namespace ModelBuild.Prediction;

/// <summary>How some columns become features: texts are encoded, and the numbers then go through transforms, one after the other.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class FeatureChain
{
    readonly Lazy<FeatureOutput[]> outputs; // a short file can have names for millions

    /// <summary>Throws <see cref="ArgumentException"/> where the parts do not fit each other.</summary>
    internal FeatureChain(IReadOnlyList<string> columns, FeatureType type, Encoder? encoder, IReadOnlyList<Transform> transforms, string? fill = null)
    {
        if (fill is not null && encoder is null)
            throw new ArgumentException($"Column '{columns[0]}' is not text, and has the text '{fill}' to fill it.");
        if (columns.Count == 0 || new HashSet<string>(columns, StringComparer.Ordinal).Count != columns.Count || columns.Contains(""))
            throw new ArgumentException("Features need the names of their columns, each once.");
        if ((type == FeatureType.Categorical) != (encoder is not null) || (encoder is not null && columns.Count != 1))
            throw new ArgumentException($"The features of column '{columns[0]}' must have an encoder where it is text, and none where it is not.");
        (Columns, Type, Encoder, Transforms, Fill) = (columns, type, encoder, transforms, fill);
        var width = encoder?.Outputs ?? columns.Count;
        foreach (var transform in transforms)
        {
            if (transform.Inputs != width)
                throw new ArgumentException($"A step '{transform.Type}' of column '{columns[0]}' takes {transform.Inputs} columns and is given {width}.");
            if (encoder is { Categories: > 0 })
                throw new ArgumentException($"Column '{columns[0]}' is a category, which has no number for the step '{transform.Type}'.");
            width = transform.Outputs;
        }
        Width = width;
        outputs = new(Named);
    }

    /// <summary>The columns that it reads; several only where they are numbers that are combined.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The type that the columns must have.</summary>
    public FeatureType Type { get; }

    /// <summary>The texts that training has seen; empty for numbers, and where any text has its features.</summary>
    public IReadOnlyList<string> Levels => Encoder?.Levels ?? [];

    /// <summary>What comes out, in order.</summary>
    public IReadOnlyList<FeatureOutput> Outputs => outputs.Value;

    internal int Width { get; }

    internal Encoder? Encoder { get; }

    /// <summary>The text that stands in for a missing one; null where a missing one is taken as such.</summary>
    internal string? Fill { get; }

    internal IReadOnlyList<Transform> Transforms { get; }

    /// <summary>Whether it says of its columns where they are missing, and nothing else.</summary>
    internal bool IsIndicator => Transforms is [IndicatorTransform];

    FeatureOutput[] Named()
    {
        List<string> names = [.. Columns];
        if (Encoder is not null)
        {
            names.Clear();
            for (var i = 0; i < Encoder.Outputs; i++)
                names.Add(Encoder.OutputName(Columns[0], i));
        }
        var followsColumns = Encoder is null;
        foreach (var transform in Transforms)
        {
            var next = new string[transform.Outputs];
            for (var i = 0; i < next.Length; i++)
                next[i] = transform.OutputName(names, i);
            names = [.. next];
            followsColumns &= transform.IsIncreasing;
        }
        var named = new FeatureOutput[names.Count];
        for (var i = 0; i < named.Length; i++)
            named[i] = new(names[i], Encoder?.Categories ?? 0, followsColumns ? Columns[i] : null);
        return named;
    }

    /// <summary>Prepares reading rows of a batch; throws <see cref="ArgumentException"/> where a column is absent or of another type.</summary>
    internal BoundChain Bind(RowBatch batch) => new(Transforms, Encoder is null ? new NumberSource(batch, Columns) : new TextSource(batch, Columns[0], Fill, [Encoder], null));
}

/// <summary>One number that a trainer or a scorer is given for each row.</summary>
/// <param name="Name">What it is, for instance <c>plan=basic</c>.</param>
/// <param name="Categories">0 for a number; else how many categories there are, and the number is one of them, from 0, without order.</param>
/// <param name="Column">The column that it rises with; null where it is another function of its columns.</param>
public sealed record FeatureOutput(string Name, int Categories, string? Column);

/// <summary>Where a chain's first numbers come from.</summary>
abstract class ChainSource
{
    public abstract int Outputs { get; }

    public abstract void Fill(int first, int rows, Span<double> target);
}

sealed class NumberSource : ChainSource
{
    readonly ReadOnlyMemory<double>[] columns;

    public NumberSource(RowBatch batch, IReadOnlyList<string> names)
    {
        columns = new ReadOnlyMemory<double>[names.Count];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = batch.Numbers(names[i]);
    }

    public override int Outputs => columns.Length;

    public override void Fill(int first, int rows, Span<double> target)
    {
        for (var i = 0; i < columns.Length; i++)
            columns[i].Span.Slice(first, rows).CopyTo(target.Slice(i * rows, rows));
    }
}

/// <summary>The texts of a column through an encoder: each different text is encoded once. Rows may be divided among several encoders.</summary>
sealed class TextSource : ChainSource
{
    readonly ReadOnlyMemory<int> codes;
    readonly EncodedText[] texts;
    readonly Func<int, int>? encoderOfRow;

    // All encoders have the same outputs. The last entry of each is the missing text.
    public TextSource(RowBatch batch, string column, string? fill, IReadOnlyList<Encoder> encoders, Func<int, int>? encoderOfRow)
    {
        (codes, var levels) = batch.Codes(column);
        Outputs = encoders[0].Outputs;
        texts = new EncodedText[encoders.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = new();
            foreach (var level in levels)
            {
                encoders[i].Encode(level, texts[i]);
                texts[i].End();
            }
            encoders[i].Encode(fill, texts[i]);
            texts[i].End();
        }
        Levels = levels.Count;
        this.encoderOfRow = encoderOfRow;
    }

    int Levels { get; }

    public override int Outputs { get; }

    public override void Fill(int first, int rows, Span<double> target)
    {
        var all = codes.Span.Slice(first, rows);
        if (Outputs > 1)
            target[..(Outputs * rows)].Clear();
        for (var i = 0; i < rows; i++)
        {
            var text = texts[encoderOfRow?.Invoke(first + i) ?? 0];
            var code = all[i] < 0 ? Levels : all[i];
            if (Outputs == 1)
                target[i] = text.Single(code);
            else
                text.Scatter(code, target, rows, i);
        }
    }
}

/// <summary>The transforms of a chain, which know the rows they read. Safe to use from several threads.</summary>
sealed class BoundChain(IReadOnlyList<Transform> transforms, ChainSource source)
{
    // Fills the chain's outputs, column by column.
    public void Fill(int first, int rows, Span<double> target)
    {
        if (transforms.Count == 0)
        {
            source.Fill(first, rows, target);
            return;
        }
        var widest = source.Outputs;
        for (var i = 0; i + 1 < transforms.Count; i++)
            widest = Math.Max(widest, transforms[i].Outputs);
        var from = ArrayPool<double>.Shared.Rent(widest * rows);
        var to = transforms.Count > 1 ? ArrayPool<double>.Shared.Rent(widest * rows) : [];
        source.Fill(first, rows, from);
        for (var i = 0; i < transforms.Count; i++)
        {
            var last = i == transforms.Count - 1;
            transforms[i].Apply(from.AsSpan(0, transforms[i].Inputs * rows), rows, last ? target[..(transforms[i].Outputs * rows)] : to.AsSpan(0, transforms[i].Outputs * rows));
            (from, to) = (to, from);
        }
        ArrayPool<double>.Shared.Return(from);
        ArrayPool<double>.Shared.Return(to);
    }
}
