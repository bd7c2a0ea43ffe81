using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// Judges a model on the test part of a split, beside what predicting without features gives.
static class EvaluationStage
{
    // tellsRows: with what the model says of each row, and which rows it was made from.
    public static Evaluation Run(
        TabularModel model, TableSplit split, EvaluateOptions options, KeyOptions keys, QuantileOptions train, StageContext context, bool tellsRows)
    {
        var weights = keys.Weight is { } column ? TrainingTarget.WeightsOf(split.Test, column) : null;
        var baseline = new ConstantModel(model.Schema, split.Train, keys.Weight, train);
        var ids = tellsRows ? new RowIds(keys, Math.Max(1, context.Threads), context.Cancellation) : null;
        return new ModelEvaluation(model, split.Test, options, weights, train.Quantile, context, baseline, ids)
        {
            // Early stopping and the threshold look at the validation part.
            TrainingRows = ids is null ? null : new TrainingRowIds(ids.Identity(split.Train), split.Validation is { } validation ? [.. ids.Of(split.Train), .. ids.Of(validation)] : ids.Of(split.Train)),
        }.Run();
    }
}
