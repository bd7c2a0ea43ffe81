using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

// The mean cross-entropy of softmax with l2 penalty; the parameters are, class by class, the weights and the intercept.
sealed class SoftmaxLoss(FeatureMatrix matrix, int[] labels, int classes, double l2, RowChunks chunks) : IObjective
{
    readonly double[] sums = new double[classes * (matrix.Width + 1) + 1]; // the gradient and, last, the loss

    public int Size => classes * (matrix.Width + 1);

    public double Evaluate(double[] point, double[] gradient)
    {
        var width = matrix.Width;
        var stride = width + 1;
        chunks.Sum(sums, (first, count, partial) =>
        {
            var loss = 0.0;
            var scores = new double[classes];
            for (var row = first; row < first + count; row++)
            {
                var features = matrix[row];
                for (var k = 0; k < classes; k++)
                    scores[k] = point[k * stride + width] + LinearScorer.Dot(point.AsSpan(k * stride, width), features);
                var right = scores[labels[row]];
                loss += DeterministicMath.Softmax(scores) - right;
                scores[labels[row]] -= 1;
                for (var k = 0; k < classes; k++)
                {
                    var residual = scores[k];
                    var target = partial.AsSpan(k * stride, stride);
                    for (var j = 0; j < features.Length; j++)
                        target[j] += residual * features[j];
                    target[width] += residual;
                }
            }
            partial[^1] += loss;
        });
        var penalty = 0.0;
        for (var i = 0; i < gradient.Length; i++)
        {
            var isIntercept = i % stride == width;
            gradient[i] = (isIntercept ? sums[i] : sums[i] + l2 * point[i]) / matrix.Rows;
            if (!isIntercept)
                penalty += point[i] * point[i];
        }
        return (sums[^1] + 0.5 * l2 * penalty) / matrix.Rows;
    }
}
