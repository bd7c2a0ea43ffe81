namespace ModelBuild.Prediction;

/// <summary>The features of a model, in the order of its weights. Immutable and thread-safe.</summary>
public sealed class FeatureSet
{
    internal const int MostFeatures = 1 << 24;

    readonly Lazy<FeatureOutput[]> outputs;

    /// <summary>Throws <see cref="ArgumentException"/> for no features, and for more than 16,777,216.</summary>
    /// <param name="chains">How columns become features; their outputs follow one another.</param>
    public FeatureSet(IReadOnlyList<FeatureChain> chains)
    {
        var width = 0L;
        foreach (var chain in chains)
            width += chain.Width;
        if (width == 0)
            throw new ArgumentException("A model needs at least one feature.", nameof(chains));
        if (width > MostFeatures)
            throw new ArgumentException($"There would be {width} features; at most {MostFeatures} are possible.", nameof(chains));
        (Chains, Width, outputs) = (chains, (int)width, new(() => [.. chains.SelectMany(chain => chain.Outputs)]));
    }

    /// <summary>How columns become features.</summary>
    public IReadOnlyList<FeatureChain> Chains { get; }

    /// <summary>The features, in order.</summary>
    public IReadOnlyList<FeatureOutput> Outputs => outputs.Value;

    /// <summary>How many numbers a row has.</summary>
    public int Width { get; }

    /// <summary>The columns that the features read, each once, in the order in which they are first read.</summary>
    public IReadOnlyList<SchemaColumn> Columns()
    {
        var columns = new List<SchemaColumn>();
        foreach (var chain in Chains)
            foreach (var name in chain.Columns)
            {
                var at = columns.FindIndex(column => column.Name == name);
                if (at < 0)
                    columns.Add(new(name, chain.Type, chain.Levels));
                else if (columns[at].Type != chain.Type)
                    throw new ArgumentException($"Column '{name}' is read as {columns[at].Type} and as {chain.Type}.");
                else if (chain.Levels.Count > columns[at].Levels.Count)
                    columns[at] = columns[at] with { Levels = chain.Levels };
            }
        return columns;
    }

    /// <summary>The features of <paramref name="rows"/> rows from row <paramref name="first"/>.</summary>
    /// <param name="batch">The rows. Throws <see cref="ArgumentException"/> where a column is absent or of another type.</param>
    /// <param name="first">From 0.</param>
    /// <param name="rows">How many.</param>
    /// <param name="target">Column by column: feature j of the i-th row at j × <paramref name="rows"/> + i; at least <paramref name="rows"/> × <see cref="Width"/>.</param>
    public void Transform(RowBatch batch, int first, int rows, Span<double> target) => Bind(batch).Fill(first, rows, target);

    // How many rows to make the features of at once: fewer where there are many, so that a block of them stays at 32 MiB. A power of two.
    internal static int BlockRows(int width)
    {
        const int Most = 1024;
        const int MostNumbers = 1 << 22;
        var rows = Most;
        while (rows > 1 && (long)rows * width > MostNumbers)
            rows /= 2;
        return rows;
    }

    internal BoundFeatures Bind(RowBatch batch) => Bind(chain => chain.Bind(batch));

    internal BoundFeatures Bind(Func<FeatureChain, BoundChain> bind)
    {
        var bound = new BoundChain[Chains.Count];
        for (var i = 0; i < bound.Length; i++)
            bound[i] = bind(Chains[i]);
        return new(Chains, bound);
    }
}

/// <summary>Features that know the rows they read. Safe to use from several threads.</summary>
sealed class BoundFeatures(IReadOnlyList<FeatureChain> chains, BoundChain[] bound)
{
    public void Fill(int first, int rows, Span<double> target)
    {
        var at = 0;
        for (var i = 0; i < bound.Length; i++)
        {
            var width = chains[i].Width * rows;
            bound[i].Fill(first, rows, target.Slice(at, width));
            at += width;
        }
    }
}
