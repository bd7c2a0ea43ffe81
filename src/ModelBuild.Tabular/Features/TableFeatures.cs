using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The rows of a part as a trainer reads them: features made block by block when they are asked for.
sealed class TableFeatures : FeatureRows
{
    readonly BoundFeatures bound;

    TableFeatures(Table rows, FeatureSet features, IReadOnlyDictionary<string, int> monotone, BoundFeatures bound)
        : base(rows.Rows, Infos(features, monotone)) => this.bound = bound;

    // Training rows, which do not know their own label from encodings by the target.
    public static TableFeatures Training(Table rows, FeatureSet features, IReadOnlyList<FoldEncoding> foldEncodings, IReadOnlyDictionary<string, int> monotone)
    {
        var batch = rows.ToBatch();
        return new(rows, features, monotone, features.Bind(chain =>
        {
            foreach (var encoding in foldEncodings)
                if (ReferenceEquals(features.Chains[encoding.Chain], chain))
                    return new BoundChain(chain.Transforms, new TextSource(batch, chain.Columns[0], encoding.Fill, encoding.Encoders, encoding.FoldOf));
            return chain.Bind(batch);
        }));
    }

    // Rows that are not trained on, as they are when the model is used.
    public static TableFeatures Unseen(Table rows, FeatureSet features, IReadOnlyDictionary<string, int> monotone) =>
        new(rows, features, monotone, features.Bind(rows.ToBatch()));

    public override void Read(int block, Span<double> target) => bound.Fill(block * BlockRows, RowsOf(block), target);

    static FeatureColumnInfo[] Infos(FeatureSet features, IReadOnlyDictionary<string, int> monotone)
    {
        var infos = new FeatureColumnInfo[features.Width];
        for (var i = 0; i < infos.Length; i++)
        {
            var output = features.Outputs[i];
            infos[i] = new(output.Name, output.Categories, output.Column is { } column ? monotone.GetValueOrDefault(column) : 0);
        }
        return infos;
    }
}
