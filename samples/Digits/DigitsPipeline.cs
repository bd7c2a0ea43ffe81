using ModelBuild;

namespace Digits;

/// <summary>From pictures of digits to a judged network. A stage is a static method: parameters in, artifact out.</summary>
[Pipeline("digits")]
public static class DigitsPipeline
{
    [Stage]
    public static Images Load(DataSource data) => ImageReader.Read(data);

    /// <summary>Draws the same share of each digit's pictures.</summary>
    [Stage]
    public static ImageSplit Split(Images load, SplitOptions options, StageContext context)
    {
        var random = Randomness.From(context.Seed, 0);
        var (train, test) = (new List<Image>(), new List<Image>());
        foreach (var digit in load.Items.GroupBy(image => image.Digit).OrderBy(images => images.Key))
        {
            var images = digit.ToArray();
            random.Shuffle(images);
            var count = (int)Math.Round(images.Length * options.Test);
            test.AddRange(images.Take(count));
            train.AddRange(images.Skip(count));
        }
        return new(new(train), new(test));
    }

    [Stage]
    public static Network Train(ImageSplit split, TrainOptions options, StageContext context) =>
        new NetworkTrainer(split.Train, options, context).Run();

    /// <summary>Accuracy and mean log loss, also for each digit alone.</summary>
    [Stage]
    public static Evaluation Evaluate(Network train, ImageSplit split)
    {
        var judged = split.Test.Items.Select(image => (image.Digit, Probabilities: train.Predict(image.Pixels))).ToList();
        return new Evaluation
        {
            Rows = judged.Count,
            Metrics = Metrics(judged),
            Slices = [.. judged.GroupBy(image => image.Digit).OrderBy(images => images.Key)
                .Select(images => new EvaluationSlice("digit", $"{images.Key}", images.Count(), Metrics([.. images])))],
        };
    }

    static KeyValuePair<string, double>[] Metrics(List<(byte Digit, double[] Probabilities)> images) =>
    [
        new("accuracy", images.Average(image => Network.MostLikely(image.Probabilities) == image.Digit ? 1.0 : 0)),
        new("logLoss", images.Average(image => -Math.Log(Math.Max(image.Probabilities[image.Digit], 1e-15)))),
    ];
}
