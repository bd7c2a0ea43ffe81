namespace ModelBuild.Prediction.Tests;

public sealed class A_model_file : IDisposable
{
    readonly TemporaryFolder folder = new();

    string File => Path.Combine(folder.Path, "model.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Looks_like_this()
    {
        Models.Binary().Save(folder.Path);
        System.IO.File.ReadAllText(File).ShouldBe("""
            {
              "formatVersion": 1,
              "task": "binary-classification",
              "label": "y",
              "labels": [
                "no",
                "yes"
              ],
              "features": [
                {
                  "column": "age",
                  "type": "numeric",
                  "fill": 40,
                  "shift": 30,
                  "scale": 10
                },
                {
                  "column": "colour",
                  "type": "categorical",
                  "levels": [
                    "blue",
                    "green",
                    "red"
                  ],
                  "fill": "green"
                }
              ],
              "scorer": {
                "type": "linear",
                "outputs": [
                  {
                    "intercept": 0.5,
                    "weights": [
                      1,
                      -1,
                      2,
                      0.25
                    ]
                  }
                ]
              }
            }
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Is_read_back_bit_by_bit()
    {
        foreach (var model in new[] { Models.Binary(), Models.Multiclass(), Models.Regression() })
        {
            model.Save(folder.Path);
            var bytes = System.IO.File.ReadAllBytes(File);
            var loaded = TabularModel.Load(folder.Path);
            loaded.Save(folder.Path);
            System.IO.File.ReadAllBytes(File).ShouldBe(bytes);
            var row = new[] { Models.Row(41.7, "red") };
            loaded.Predict(row)[0].ToArray().ShouldBe(model.Predict(row)[0].ToArray());
        }
    }

    [Fact]
    public void Keeps_awkward_numbers_and_names()
    {
        double[] weights = [double.Epsilon, -0.0, 0.1 + 0.2, double.MaxValue, 1.0 / 3];
        var model = new TabularModel(ModelTask.Regression, "\"ü\u2028", [],
            new FeatureSet([new CategoricalFeature("a\nb", ["", "\\", "𝒳", " ", "<"], "")]), new LinearScorer([-1e-5], [weights]));
        model.Save(folder.Path);
        var loaded = TabularModel.Load(folder.Path);
        loaded.Schema.Label.ShouldBe("\"ü\u2028");
        loaded.Schema.Columns[0].Levels.ShouldBe(["", "\\", "𝒳", " ", "<"]);
        loaded.Scorer.Weights[0].Select(BitConverter.DoubleToInt64Bits).ShouldBe(weights.Select(BitConverter.DoubleToInt64Bits));
    }

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2", "formatVersion is 2")]
    [InlineData("\"formatVersion\": 1,", "", "'formatVersion' is missing")]
    [InlineData("\"label\": \"y\"", "\"label\": 1", "'label' must be a string")]
    [InlineData("\"label\": \"y\"", "\"label\": \"y\", \"more\": 1", "'more' is unknown")]
    [InlineData("\"label\": \"y\"", "\"label\": \"y\", \"label\": \"z\"", "label")]
    [InlineData("\"binary-classification\"", "\"clustering\"", "'clustering' is unknown")]
    [InlineData("\"binary-classification\"", "\"regression\"", "cannot have 2 labels")]
    [InlineData("\"binary-classification\"", "\"multiclass-classification\"", "needs 2 outputs")]
    [InlineData("\"yes\"", "\"no\"", "twice")]
    [InlineData("\"scale\": 10", "\"scale\": 0", "positive")]
    [InlineData("\"scale\": 10", "\"scale\": \"10\"", "'scale' must be a finite number")]
    [InlineData("\"scale\": 10", "\"scale\": 1e999", "'scale' must be a finite number")]
    [InlineData("\"column\": \"age\"", "\"column\": \"colour\"", "two features")]
    [InlineData("\"fill\": \"green\"", "\"fill\": \"pink\"", "'pink'")]
    [InlineData("\"blue\"", "\"red\"", "twice")]
    [InlineData("\"numeric\"", "\"date\"", "'date'")]
    [InlineData("\"linear\"", "\"forest\"", "'forest'")]
    [InlineData("0.25", "0.25, 7", "5 weights for 4 features")]
    [InlineData("0.25", "null", "'weights' must be")]
    [InlineData("\"intercept\": 0.5", "\"intercept\": {}", "'intercept' must be")]
    [InlineData("\"yes\"", "\"\\ud800\"", "is not a model")]
    public void That_is_wrong_is_refused_and_says_why(string original, string changed, string reason)
    {
        Models.Binary().Save(folder.Path);
        var text = System.IO.File.ReadAllText(File);
        text.ShouldContain(original);
        System.IO.File.WriteAllText(File, text.Replace(original, changed));
        var message = Should.Throw<InvalidDataException>(() => TabularModel.Load(folder.Path)).Message;
        message.ShouldContain("model.json is not a model");
        message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"formatVersion\": 1")]
    [InlineData("{\"formatVersion\": 1} {}")]
    public void That_is_no_model_at_all_is_refused(string text)
    {
        System.IO.File.WriteAllText(File, text);
        Should.Throw<InvalidDataException>(() => TabularModel.Load(folder.Path));
    }

    [Fact]
    public void That_is_cut_anywhere_is_refused()
    {
        Models.Multiclass().Save(folder.Path);
        var bytes = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            Should.Throw<InvalidDataException>(() => TabularModel.Load(folder.Path));
        }
    }
}
