using System.Globalization;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Fits the features of all columns on the rows it is given: the training rows, and no others.
sealed class FeatureFitter(
    Table rows, FeaturesOptions options, FeatureColumnOptions columns, Trainer trainer, TrainingTarget target, IReadOnlyList<CustomTransform> custom)
{
    readonly List<FeatureChain> chains = [];
    readonly List<FoldEncoding> foldEncodings = [];
    readonly List<string> leftOut = [];

    public FittedFeatures Run()
    {
        var candidates = Candidates();
        var sets = new List<Column>[options.Sets.Count];
        var named = new HashSet<string>(StringComparer.Ordinal);
        var errors = new List<StageError>();
        for (var i = 0; i < sets.Length; i++)
        {
            sets[i] = Named(options.Sets[i], candidates, Place(i), errors);
            foreach (var column in sets[i])
                named.Add(column.Name);
            for (var j = 0; j < options.Sets[i].Steps.Count; j++)
                if (StepCheck.Problem(options.Sets[i].Steps[j]) is { } problem)
                    errors.Add(new(problem) { Code = Codes.StepUnclear, Option = Indexed(Place(i) + ".steps", j) });
        }
        if (errors.Count > 0)
            throw new StageException(errors);
        var rest = candidates.FindAll(column => !named.Contains(column.Name));
        for (var i = 0; i < sets.Length; i++)
        {
            if (options.Sets[i].Type is { } type)
            {
                var ofType = rest.FindAll(column => column.Type == type);
                if (ofType.Count == 0)
                    throw NoneOfType(type, candidates, Place(i));
                sets[i].AddRange(ofType);
                rest.RemoveAll(ofType.Contains);
            }
            try
            {
                Fit(sets[i], options.Sets[i].Steps);
            }
            catch (StageException e) when (e.Errors is [{ Option: FeatureErrors.Sets } error])
            {
                throw new StageException(error with { Option = Place(i) });
            }
        }
        foreach (var column in rest)
            Fit([column], Default(column));
        leftOut.RemoveAll(name => chains.Exists(chain => chain.Columns.Contains(name)));

        if (chains.Count == 0)
            throw new StageException(new StageError(leftOut.Count == 0
                ? "No column is left to learn from: all are the label, a key, ignored, or declared with feature: false. Ignore fewer."
                : $"No column tells anything: no feature of any differs among the training rows ({string.Join(", ", leftOut)}). Add columns, or rows that differ.")
            {
                Code = Codes.NoFeatures,
                Option = "data.ignore",
            });
        if (chains.Sum(chain => (long)chain.Width) is > FeatureSet.MostFeatures and var width)
            throw FeatureErrors.DoesNotFit($"There would be {width} features, and a model has at most {FeatureSet.MostFeatures}. Give encode: hash or text fewer buckets.");
        return new(new FeatureSet(chains), leftOut, foldEncodings);
    }

    static StageException NoneOfType(ColumnType type, List<Column> candidates, string place)
    {
        var word = type.ToString().ToLowerInvariant();
        return new(new StageError(candidates.Exists(column => column.Type == type)
            ? $"A set of features.sets is of type: {word}, and other sets have all columns of that type. Take it out, or name its columns."
            : $"A set of features.sets is of type: {word}, and no column is. Take it out, or declare data.columns.NAME.type: {word}.")
        {
            Code = Codes.FeatureColumnNotFound,
            Option = place + ".type",
        });
    }

    static string Place(int set) => Indexed(FeatureErrors.Sets, set);

    static string Indexed(string list, int item) => string.Create(CultureInfo.InvariantCulture, $"{list}[{item}]");

    List<Column> Candidates()
    {
        var candidates = new List<Column>();
        foreach (var column in rows.Columns)
            if (column.Name != columns.Label && column.Name != columns.Weight && !columns.Key.Contains(column.Name)
                && !(columns.Columns.TryGetValue(column.Name, out var declared) && !declared.Feature))
                candidates.Add(column);
        return candidates;
    }

    // The columns that a set names, and what is wrong with the names.
    List<Column> Named(FeatureColumns set, List<Column> candidates, string place, List<StageError> errors)
    {
        var found = new List<Column>();
        if (set.Columns.Count == 0 && set.Type is null)
            errors.Add(new("A set of features.sets names neither columns nor a type. Add columns: [NAME, …], or type: numeric, categorical or date.") { Code = Codes.StepUnclear, Option = place });
        for (var i = 0; i < set.Columns.Count; i++)
        {
            var name = set.Columns[i];
            var matches = candidates.FindAll(column => Matches(column.Name, name));
            if (matches.Count == 0)
                errors.Add(new(rows.Find(name) is not null
                    ? $"Column '{name}' of features.sets is the label, a key, the weight, or declared with feature: false, and so no feature. Take it out."
                    : $"No column is named '{name}', as features.sets has it.{NearestName.Hint(name, candidates.ConvertAll(column => column.Name), "columns")}")
                {
                    Code = Codes.FeatureColumnNotFound,
                    Option = Indexed(place + ".columns", i),
                });
            found.AddRange(matches.FindAll(column => !found.Contains(column)));
        }
        return found;
    }

    // A * stands for any characters.
    static bool Matches(string name, string pattern) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal), name, ignoreCase: false);

    List<FeatureStep> Default(Column column)
    {
        var steps = new List<FeatureStep>();
        var isLinear = trainer != Trainer.BoostedTrees;
        if (column.Type == ColumnType.Categorical)
            steps.Add(new() { Encode = isLinear ? TextEncoding.OneHot : TextEncoding.Category });
        else
        {
            var impute = options.Impute ?? (isLinear ? Imputation.Mean : Imputation.None);
            // The gaps of a flag are all that it tells, and would be filled.
            steps.Add(new() { Impute = impute, Indicator = impute != Imputation.None && ColumnVariety.Of(column).IsFlag });
            steps.Add(new() { Scale = options.Scale ?? (isLinear ? Scaling.Standard : Scaling.None) });
        }
        return steps;
    }

    // Columns that are combined have one chain, all others one each.
    void Fit(List<Column> some, IReadOnlyList<FeatureStep> steps)
    {
        var before = 0;
        while (before < steps.Count && !steps[before].Interactions && steps[before].Transform is null)
            before++;
        if (before < steps.Count)
        {
            List<FeatureStep> own = [.. steps.Take(before)];
            some = some.FindAll(column => TellsSomething(column, own, noMissing: false));
            if (some.Count > 0)
                Add(some, steps);
        }
        else
            foreach (var column in some)
                if (TellsSomething(column, steps, NoMissing))
                    Add([column], steps);
    }

    bool NoMissing => trainer != Trainer.BoostedTrees;

    void Add(List<Column> some, IReadOnlyList<FeatureStep> steps)
    {
        var fitter = new ChainFitter(some, steps, target, custom);
        var first = chains.Count;
        chains.AddRange(fitter.Run(NoMissing));
        // Those of its indicators, too: a training row must not see its own label in any of them.
        if (fitter.FoldEncoding is { } encoding)
            for (var chain = first; chain < chains.Count; chain++)
                foldEncodings.Add(encoding with { Chain = chain });
    }

    // A column with one value in all rows, or none, tells nothing, and one with gaps only where the steps do not make its rows the same.
    bool TellsSomething(Column column, IReadOnlyList<FeatureStep> steps, bool noMissing)
    {
        var variety = ColumnVariety.Of(column);
        var tells = variety.HasSeveral || variety.IsFlag && Differ(variety.WithValue, variety.WithGap, new ChainFitter([column], steps, target, custom).Run(noMissing));
        if (!tells && !leftOut.Contains(column.Name))
            leftOut.Add(column.Name);
        return tells;
    }

    bool Differ(int row, int other, IReadOnlyList<FeatureChain> ofColumn)
    {
        var set = new FeatureSet(ofColumn);
        var (features, others) = (new double[set.Width], new double[set.Width]);
        set.Transform(rows.ToBatch(), row, 1, features);
        set.Transform(rows.ToBatch(), other, 1, others);
        return !features.AsSpan().SequenceEqual(others);
    }
}
