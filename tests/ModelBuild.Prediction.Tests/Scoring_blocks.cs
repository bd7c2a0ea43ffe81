namespace ModelBuild.Prediction.Tests;

// A row's scores do not depend on who else is in the block.
public class Scoring_blocks
{
    static double Number(int seed)
    {
        var bits = unchecked((ulong)(seed + 1)) * 0x9E3779B97F4A7C15UL;
        bits = (bits ^ (bits >> 31)) * 0xBF58476D1CE4E5B9UL;
        return ((bits >> 11) / 9007199254740992.0 - 0.5) * (1 << (int)(bits % 20));
    }

    static LinearScorer Scorer(int width, int outputs) => new(
        [.. Enumerable.Range(0, outputs).Select(k => Number(-k - 5))],
        [.. Enumerable.Range(0, outputs).Select(k => (IReadOnlyList<double>)[.. Enumerable.Range(0, width).Select(j => Number(k * width + j))])]);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(30, 1)]
    [InlineData(31, 3)]
    [InlineData(3, 2)]
    public void A_row_alone_has_the_bits_that_it_has_in_any_block(int width, int outputs)
    {
        var scorer = Scorer(width, outputs);
        foreach (var rows in new[] { 1, 2, 7, 8, 9, 16, 23, 1000, 1024 })
        {
            var features = new double[width * rows];
            for (var i = 0; i < rows; i++)
                for (var j = 0; j < width; j++)
                    features[j * rows + i] = Number(7919 * i + j);
            var scores = new double[rows * outputs];
            scorer.Score(features, rows, scores);
            for (var i = 0; i < rows; i++)
            {
                var row = Enumerable.Range(0, width).Select(j => Number(7919 * i + j)).ToArray();
                var (alone, asBlock) = (new double[outputs], new double[outputs]);
                scorer.Score(row, alone);
                scorer.Score(row, 1, asBlock);
                for (var k = 0; k < outputs; k++)
                {
                    BitConverter.DoubleToInt64Bits(scores[i * outputs + k]).ShouldBe(BitConverter.DoubleToInt64Bits(alone[k]), $"row {i} of {rows}");
                    asBlock[k].ShouldBe(alone[k]);
                }
            }
        }
    }

    [Fact]
    public void Scores_are_the_intercept_and_the_sum_of_products()
    {
        var scores = new double[9 * 2];
        new LinearScorer([1, -1], [[1, 2, 3], [0, 0, 10]]).Score([.. Enumerable.Range(0, 27).Select(i => (double)i)], 9, scores);
        for (var i = 0; i < 9; i++)
            (scores[2 * i], scores[2 * i + 1]).ShouldBe((1 + i + 2 * (9 + i) + 3 * (18 + i), -1 + 10 * (18 + i)));
    }

    [Fact]
    public void A_missing_feature_of_a_row_leaves_the_others_alone()
    {
        var features = Enumerable.Repeat(1.0, 3 * 16).ToArray();
        features[5] = double.NaN;
        var scores = new double[16];
        new LinearScorer([0], [[1, 1, 1]]).Score(features, 16, scores);
        scores.Where((_, i) => i != 5).ShouldAllBe(score => score == 3);
        scores[5].ShouldBe(double.NaN);
    }

    [Fact]
    public void Spans_that_are_too_short_are_refused()
    {
        var scorer = Scorer(3, 2);
        Should.Throw<ArgumentException>(() => scorer.Score(new double[23], 8, new double[16]));
        Should.Throw<ArgumentException>(() => scorer.Score(new double[24], 8, new double[15]));
    }
}
