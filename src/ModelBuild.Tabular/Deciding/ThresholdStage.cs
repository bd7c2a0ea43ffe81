using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Gives a binary model its threshold, chosen on the validation part, which neither training nor testing sees.
static class ThresholdStage
{
    public static TabularModel Run(TabularModel model, TableSplit split, ThresholdOptions options, string? weight, int threads)
    {
        if (options == new ThresholdOptions())
            return model;
        if (model.Schema.Task != ModelTask.BinaryClassification)
            throw Error(Codes.ThresholdDoesNotFit, "method", "A threshold is of a binary classification, and the task is another. Take threshold out.");
        CheckSettings(options);
        if (options.Method == ThresholdMethod.Fixed)
            return model.WithThreshold(options.Value);
        var rows = split.Validation
            ?? throw Error(Codes.NoValidationPart, "method", "The threshold is chosen on a validation part, and there is none. Set split.validation, for instance to 0.15, or choose method: fixed.");
        var chosen = Choose(Ranked(model, rows, weight, threads), options)
            ?? throw Error(Codes.ThresholdDoesNotFit, "method", options.Method == ThresholdMethod.TargetPrecision
                ? $"No threshold has a precision of {LabelClasses.Name(options.Target!.Value)} on the {rows.Rows} rows of the validation part. Lower threshold.target, or improve the model."
                : $"No row of the {rows.Rows} of the validation part is positive, so that there is nothing to choose a threshold by. Add rows, or raise split.validation.");
        return model.WithThreshold(chosen);
    }

    static void CheckSettings(ThresholdOptions options)
    {
        var isTarget = options.Method is ThresholdMethod.TargetRecall or ThresholdMethod.TargetPrecision;
        if (isTarget && options.Target is null)
            throw Error(Codes.ThresholdDoesNotFit, "target", "threshold.target is not set, and the method needs it. Set it, for instance to 0.9.");
        if (!isTarget && options.Target is not null)
            throw Error(Codes.ThresholdDoesNotFit, "target", "threshold.target is of the methods target-recall and target-precision. Take it out, or choose one of them.");
        if (options.Method != ThresholdMethod.Fixed && options.Value != 0.5)
            throw Error(Codes.ThresholdDoesNotFit, "value", "threshold.value is of the method fixed. Take it out, or choose that.");
        if (options.Method != ThresholdMethod.CostMatrix && (options.FalsePositive != 1 || options.FalseNegative != 1))
            throw Error(Codes.ThresholdDoesNotFit, options.FalsePositive != 1 ? "falsePositive" : "falseNegative", "Costs are of the method cost-matrix. Take them out, or choose that.");
        if (options.Method == ThresholdMethod.CostMatrix && options.FalsePositive == 0 && options.FalseNegative == 0)
            throw Error(Codes.ThresholdDoesNotFit, "falsePositive", "Both costs are 0, so that every threshold is as good. Set one of them.");
    }

    static double? Choose(RankedRows rows, ThresholdOptions options) => options.Method switch
    {
        ThresholdMethod.BestF1 => ThresholdChoice.BestF1(rows),
        ThresholdMethod.CostMatrix => ThresholdChoice.LowestCost(rows, options.FalsePositive, options.FalseNegative),
        ThresholdMethod.TargetRecall => ThresholdChoice.ForRecall(rows, options.Target!.Value),
        _ => ThresholdChoice.ForPrecision(rows, options.Target!.Value),
    };

    static RankedRows Ranked(TabularModel model, Table rows, string? weight, int threads)
    {
        var predictions = model.Predict(rows.ToBatch(), threads);
        var label = LabelClasses.Of(rows.Find(model.Schema.Label) ?? throw new ArgumentException($"The table has no column '{model.Schema.Label}'."));
        var weights = weight is null ? null : TrainingTarget.WeightsOf(rows, weight);
        var (scores, isPositive) = (new double[rows.Rows], new bool[rows.Rows]);
        for (var row = 0; row < scores.Length; row++)
        {
            scores[row] = predictions[row][1];
            isPositive[row] = label.Codes[row] >= 0 && label.Names[label.Codes[row]] == model.Schema.Labels[1];
        }
        return new(scores, isPositive, weights);
    }

    static StageException Error(string code, string option, string message) => new(new StageError(message) { Code = code, Option = $"threshold.{option}" });
}
