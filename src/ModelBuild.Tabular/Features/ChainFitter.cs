using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Fits one step after the other, each on what the steps before it made of the training rows.
sealed class ChainFitter(List<Column> columns, IReadOnlyList<FeatureStep> steps, TrainingTarget target, IReadOnlyList<CustomTransform> custom)
{
    readonly List<Transform> transforms = [];
    readonly List<Transform[]> indicators = [];
    ChainRows? rows; // null where no step needs them
    Encoder? encoder;
    string? fill;
    bool mayBeMissing = true;

    public FoldEncoding? FoldEncoding { get; private set; }

    // The chain, and one for each impute with an indicator, whose numbers go through no further step. For trainers that take no
    // missing values, what is still missing becomes the mean in the end.
    public IReadOnlyList<FeatureChain> Run(bool noMissing)
    {
        var type = Type();
        var left = new Queue<FeatureStep>(steps);
        if (type == FeatureType.Categorical)
            Encode((CategoricalColumn)columns[0], left, noMissing);
        else
        {
            var batch = new RowBatch(columns[0].Rows);
            foreach (NumericColumn column in columns)
                batch.AddNumeric(column.Name, column.Memory);
            rows = new(columns[0].Name, new NumberSource(batch, columns.ConvertAll(column => column.Name)), batch.Rows);
            if (type == FeatureType.Date && !(left.TryPeek(out var first) && (first.Date is not null || first.Cycles is not null)))
                Take(new DateTransform([DateField.Days], []));
        }
        while (left.TryDequeue(out var step))
            Take(step, type);
        if (noMissing && mayBeMissing)
            Take(NumberSteps.Impute(Rows, new() { Impute = Imputation.Mean }));
        rows?.Check();
        var names = columns.ConvertAll(column => column.Name);
        var chains = new List<FeatureChain> { new(names, type, encoder, transforms, fill) };
        foreach (var indicator in indicators)
            chains.Add(new(names, type, encoder, indicator, fill));
        return chains;
    }

    FeatureType Type()
    {
        var types = new HashSet<ColumnType>();
        foreach (var column in columns)
            types.Add(column.Type);
        if (types.Count > 1 || (types.Contains(ColumnType.Categorical) && columns.Count > 1))
            throw FeatureErrors.DoesNotFit($"The columns '{string.Join("', '", columns.ConvertAll(column => column.Name))}' cannot be combined: interactions and transforms of several columns are of numbers. Make sets of their own for the others.");
        return columns[0].Type switch
        {
            ColumnType.Categorical => FeatureType.Categorical,
            ColumnType.Numeric => FeatureType.Numeric,
            _ => FeatureType.Date,
        };
    }

    void Encode(CategoricalColumn column, Queue<FeatureStep> left, bool noMissing)
    {
        if (left.TryPeek(out var first) && first.Impute is not null)
            fill = EncoderFitter.Fill(column, left.Dequeue());
        if (!left.TryDequeue(out var step) || step.Encode is not { } encoding)
            throw FeatureErrors.DoesNotFit($"Column '{column.Name}' is text, and its steps do not begin with encode (after an impute, if any). Add for instance encode: one-hot.");
        if (encoding == TextEncoding.Category && noMissing)
            throw FeatureErrors.DoesNotFit($"Column '{column.Name}' is encoded as a category, which only boosted-trees takes. Use encode: one-hot, target or another.");
        var fitter = new EncoderFitter(column, fill, step, target);
        encoder = fitter.Fit();
        mayBeMissing = encoding is TextEncoding.Ordinal or TextEncoding.Category;
        IReadOnlyList<Encoder> encoders = [encoder];
        if (encoding == TextEncoding.Target)
        {
            FoldEncoding = new(-1, fill, fitter.FitFolds());
            encoders = FoldEncoding.Encoders;
        }
        if (left.Count == 0 && !(noMissing && mayBeMissing))
            return;
        var batch = new RowBatch(column.Rows);
        batch.AddCategorical(column.Name, column.Memory, column.Levels);
        rows = new(column.Name, new TextSource(batch, column.Name, fill, encoders, FoldEncoding is null ? null : FoldEncoding.FoldOf), column.Rows);
    }

    void Take(FeatureStep step, FeatureType type)
    {
        if (step.Encode is not null)
            throw FeatureErrors.DoesNotFit(type == FeatureType.Categorical
                ? $"Column '{columns[0].Name}' is encoded twice. Make sets of their own to have both."
                : $"Column '{columns[0].Name}' is not text, and encode is for texts. Declare it, data.columns.{columns[0].Name}.type: categorical, or use bins.");
        if ((step.Date ?? step.Cycles) is not null && (type != FeatureType.Date || transforms.Count > 0))
            throw FeatureErrors.DoesNotFit($"Column '{columns[0].Name}' {(type == FeatureType.Date ? "is a date only in its first step" : "is no date")}. Declare data.columns.{columns[0].Name}.type: date, or take the step out.");
        if (step.Impute is not null and not Imputation.None)
        {
            if (step.Text is not null || step.Impute == Imputation.Constant && step.Value is null)
                throw FeatureErrors.DoesNotFit($"Column '{columns[0].Name}' has numbers here, and impute: constant has a text. Give a value.");
            if (step.Indicator)
                indicators.Add([.. transforms, new IndicatorTransform(Width)]);
            Take(NumberSteps.Impute(Rows, step));
            mayBeMissing = false;
        }
        else if (step.Scale is { } scaling and not Scaling.None)
            Take(NumberSteps.Scale(Rows, scaling));
        else if (step.Power is { } power)
        {
            Take(NumberSteps.Power(Rows, power));
            mayBeMissing |= power == Power.BoxCox;
        }
        else if (step.Quantile is { } quantile)
            Take(NumberSteps.Quantile(Rows, quantile, step.Points ?? 1000));
        else if (step.Bins is { } bins)
        {
            Take(NumberSteps.Bins(Rows, bins, step.Edges ?? BinEdges.Quantile, step.OneHot));
            mayBeMissing &= !step.OneHot;
        }
        else if (step.Date is not null || step.Cycles is not null)
            Take(DateSteps.Fit(columns[0].Name, step));
        else if (step.Interactions)
        {
            if (Width > 1)
                Take(new InteractionTransform(Width is <= 1000 ? Width : throw FeatureErrors.DoesNotFit($"The interactions of {Width} columns would be {(long)Width * (Width - 1) / 2} features; at most 1000 columns are combined. Name fewer.")));
        }
        else if (step.Transform is { } name)
            Take(Custom(name));
    }

    CustomTransform Custom(string name)
    {
        var names = new List<string>();
        foreach (var transform in custom)
        {
            if (transform.Name == name)
            {
                if (transform.Inputs != Width)
                    throw FeatureErrors.DoesNotFit($"The transform '{name}' takes {transform.Inputs} columns, and has {Width} here: {string.Join(", ", columns.ConvertAll(column => column.Name))}, after the steps before it. Give it a set of {transform.Inputs}.");
                mayBeMissing = true;
                return transform.Fit(Rows.All());
            }
            names.Add(transform.Name);
        }
        throw FeatureErrors.DoesNotFit($"There is no transform '{name}'.{NearestName.Hint(name, names, "transforms")} Give an instance of it to the stages of your pipeline that read features: Features, Train, Threshold, Evaluate, and with folds CrossValidate.");
    }

    ChainRows Rows => rows!;

    int Width => Rows.Columns;

    void Take(Transform transform)
    {
        transforms.Add(transform);
        Rows.Add(transform);
    }
}
