using System.Globalization;

namespace ModelBuild.Tabular;

// What there is to learn of the rows of a part: for a classification the index of each row's class, the positive one last; for a regression the number.
sealed class TrainingTarget
{
    TrainingTarget(LearningTask task, IReadOnlyList<string> classes, double[] values, double[]? weights) =>
        (Task, Classes, Values, Weights) = (task, classes, values, weights);

    public LearningTask Task { get; }

    // The names of the classes, in the order of the model's labels; empty for a regression.
    public IReadOnlyList<string> Classes { get; }

    public double[] Values { get; }

    // One for each row, not negative; null where all count alike.
    public double[]? Weights { get; }

    // How many numbers an encoding by the target has: one for each class but for two, where one says it all.
    public int Outputs => Task == LearningTask.MulticlassClassification ? Classes.Count : 1;

    // What output k is about: 1 for a row of its class, or the number itself.
    public double Of(int row, int output) => Task == LearningTask.MulticlassClassification ? Values[row] == output ? 1 : 0 : Values[row];

    public static TrainingTarget Of(Table rows, LearningTask task, string label, string? positive, string? weight)
    {
        var column = rows.Find(label) ?? throw new ArgumentException($"The table has no column '{label}'.");
        var weights = weight is null ? null : WeightsOf(rows, weight);
        if (task == LearningTask.Regression)
            return new(task, [], ((NumericColumn)column).Values.ToArray(), weights);
        var classes = LabelClasses.Of(column);
        if (task == LearningTask.BinaryClassification)
            classes = classes.WithPositiveLast(classes.Positive(positive));
        return new(task, classes.Names, Array.ConvertAll(classes.Codes, code => (double)code), weights);
    }

    // The same for the rows of another part, which has no class that this one lacks.
    public TrainingTarget OfPart(Table rows, string label, string? weight)
    {
        var column = rows.Find(label) ?? throw new ArgumentException($"The table has no column '{label}'.");
        var weights = weight is null ? null : WeightsOf(rows, weight);
        if (Task == LearningTask.Regression)
            return new(Task, [], ((NumericColumn)column).Values.ToArray(), weights);
        var classes = LabelClasses.Of(column);
        var places = new int[classes.Names.Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = -1;
            for (var k = 0; k < Classes.Count; k++)
                if (Classes[k] == classes.Names[i])
                    places[i] = k;
            if (places[i] < 0)
                throw new StageException(new StageError($"The class '{classes.Names[i]}' is in a part of the split that is not trained on, and in no training row. Add rows of it, or change split.seed.")
                {
                    Code = Codes.ClassMissingFromPart,
                    Option = "split.seed",
                });
        }
        return new(Task, Classes, Array.ConvertAll(classes.Codes, code => (double)places[code]), weights);
    }

    public static double[] WeightsOf(Table rows, string weight)
    {
        if (rows.Find(weight) is not NumericColumn column)
            throw new StageException(new StageError(rows.Find(weight) is null
                ? $"There is no column '{weight}' with the weights of rows."
                : $"The weights of rows are numbers, and column '{weight}' is text. Declare it numeric, or take data.weight away.")
            {
                Code = Codes.WeightWrong,
                Option = "data.weight",
            });
        var values = column.Values.ToArray();
        var sum = 0.0;
        for (var row = 0; row < values.Length; row++)
        {
            if (!(values[row] >= 0))
                throw new StageException(new StageError($"A weight is 0 or more, and the row {(row + 1).ToString(CultureInfo.InvariantCulture)} of {values.Length} of this part has {(double.IsNaN(values[row]) ? "none" : LabelClasses.Name(values[row]))} in column '{weight}'. Correct the data.")
                {
                    Code = Codes.WeightWrong,
                    Option = "data.weight",
                });
            sum += values[row];
        }
        return sum > 0 ? values : throw new StageException(new StageError($"All rows of a part have weight 0 in column '{weight}'. Correct the data.")
        {
            Code = Codes.WeightWrong,
            Option = "data.weight",
        });
    }
}
