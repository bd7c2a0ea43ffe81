using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The mean logistic loss with l2 penalty; the parameters are the weights and, last, the intercept.
sealed class LogisticLoss(FeatureMatrix matrix, int[] labels, double l2, RowChunks chunks) : IObjective
{
    readonly double[] sums = new double[matrix.Width + 2]; // the gradient and, last, the loss

    public int Size => matrix.Width + 1;

    public double Evaluate(double[] point, double[] gradient)
    {
        var width = matrix.Width;
        chunks.Sum(sums, (first, count, partial) =>
        {
            var loss = 0.0;
            for (var row = first; row < first + count; row++)
            {
                var features = matrix[row];
                var score = point[width] + LinearScorer.Dot(point.AsSpan(0, width), features);
                var e = DeterministicMath.Exp(-Math.Abs(score));
                var probability = score >= 0 ? 1 / (1 + e) : e / (1 + e);
                var wrong = labels[row] == 1 ? -score : score;
                loss += (wrong > 0 ? wrong : 0) + DeterministicMath.Log1P(e);
                var residual = probability - labels[row];
                for (var j = 0; j < features.Length; j++)
                    partial[j] += residual * features[j];
                partial[width] += residual;
            }
            partial[width + 1] += loss;
        });
        var penalty = 0.0;
        for (var j = 0; j < width; j++)
        {
            gradient[j] = (sums[j] + l2 * point[j]) / matrix.Rows;
            penalty += point[j] * point[j];
        }
        gradient[width] = sums[width] / matrix.Rows;
        return (sums[width + 1] + 0.5 * l2 * penalty) / matrix.Rows;
    }
}
