using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Judges a model on rows it has not seen, with the code that serves it.
sealed class ModelEvaluation(TabularModel model, Table rows, EvaluateOptions options)
{
    public Evaluation Run()
    {
        var predictions = model.Predict(rows.ToBatch());
        var label = rows.Find(model.Schema.Label) ?? throw new ArgumentException($"The table has no column '{model.Schema.Label}'.");
        var metrics = Metrics(predictions, label);
        var all = new int[rows.Rows];
        for (var row = 0; row < all.Length; row++)
            all[row] = row;
        var slices = new List<EvaluationSlice>();
        foreach (var name in options.Slices)
            AddSlices(slices, Slice(name), metrics);
        return new() { Rows = rows.Rows, Metrics = metrics(all), Slices = slices };
    }

    Func<int[], List<KeyValuePair<string, double>>> Metrics(Predictions predictions, Column label)
    {
        if (model.Schema.Task == ModelTask.Regression)
        {
            var values = ((NumericColumn)label).Values;
            return some => RegressionMetrics.Of(predictions, values, some);
        }
        var truth = Truth(label);
        return model.Schema.Task == ModelTask.BinaryClassification
            ? some => new ClassMetrics(predictions, truth, some).Binary()
            : some => new ClassMetrics(predictions, truth, some).Multiclass();
    }

    // For each row the index of its class in the model's order.
    int[] Truth(Column label)
    {
        var classes = LabelClasses.Of(label);
        var places = new int[classes.Names.Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = -1;
            for (var k = 0; k < model.Schema.Labels.Count; k++)
                if (model.Schema.Labels[k] == classes.Names[i])
                    places[i] = k;
            if (places[i] < 0)
                throw new StageException(new StageError($"The test rows have the class '{classes.Names[i]}', and the model was trained without it. Split so that every class is in both parts.")
                {
                    Code = Codes.ClassMissingFromPart,
                    Option = "split.seed",
                });
        }
        return Array.ConvertAll(classes.Codes, code => code >= 0 ? places[code] : throw new ArgumentException("A test row has no label."));
    }

    CategoricalColumn Slice(string name)
    {
        var names = new string[rows.Columns.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = rows.Columns[i].Name;
        return rows.Find(name) switch
        {
            CategoricalColumn column => column,
            null => throw Error(Codes.SliceNotFound, $"There is no column '{name}' to slice by; one that data.ignore names is not read at all (declare it with feature: false instead).{NearestName.Hint(name, names, "columns")}"),
            _ => throw Error(Codes.SliceNotCategorical, $"Column '{name}' is numeric, and slices need texts. Declare it, data.columns.{name}.type: categorical, or slice by another."),
        };
    }

    static void AddSlices(List<EvaluationSlice> slices, CategoricalColumn column, Func<int[], List<KeyValuePair<string, double>>> metrics)
    {
        var rowsOfLevel = new List<int>[column.Levels.Count + 1];
        for (var i = 0; i < rowsOfLevel.Length; i++)
            rowsOfLevel[i] = [];
        for (var row = 0; row < column.Rows; row++)
            rowsOfLevel[column.Codes[row] + 1].Add(row);
        for (var i = 0; i < rowsOfLevel.Length; i++)
            if (rowsOfLevel[i].Count > 0)
                slices.Add(new(column.Name, i == 0 ? "" : column.Levels[i - 1], rowsOfLevel[i].Count, metrics([.. rowsOfLevel[i]])));
    }

    static StageException Error(string code, string message) => new(new StageError(message) { Code = code, Option = "evaluate.slices" });
}
