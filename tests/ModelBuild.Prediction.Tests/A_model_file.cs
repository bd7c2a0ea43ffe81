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
              "formatVersion": 2,
              "task": "binary-classification",
              "label": "y",
              "labels": [
                "no",
                "yes"
              ],
              "link": "identity",
              "threshold": 0.5,
              "missing": [
                ""
              ],
              "features": [
                {
                  "columns": [
                    "age"
                  ],
                  "type": "numeric",
                  "transforms": [
                    {
                      "type": "impute",
                      "fills": [
                        40
                      ]
                    },
                    {
                      "type": "scale",
                      "shifts": [
                        30
                      ],
                      "scales": [
                        10
                      ]
                    }
                  ]
                },
                {
                  "columns": [
                    "colour"
                  ],
                  "type": "categorical",
                  "fill": "green",
                  "encoder": {
                    "type": "one-hot",
                    "levels": [
                      "blue",
                      "green",
                      "red"
                    ],
                    "rare": false,
                    "missing": false
                  },
                  "transforms": []
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
            new FeatureSet([new FeatureChain(["a\nb"], FeatureType.Categorical, new OneHotEncoder(["", "\\", "𝒳", " ", "<"], false, false), [], "")]), new LinearScorer([-1e-5], [weights]));
        model.Save(folder.Path);
        var loaded = TabularModel.Load(folder.Path);
        loaded.Schema.Label.ShouldBe("\"ü\u2028");
        loaded.Schema.Columns[0].Levels.ShouldBe(["", "\\", "𝒳", " ", "<"]);
        ((LinearScorer)loaded.Scorer).Weights[0].Select(BitConverter.DoubleToInt64Bits).ShouldBe(weights.Select(BitConverter.DoubleToInt64Bits));
    }

    [Theory]
    [InlineData("\"formatVersion\": 2", "\"formatVersion\": 3", "formatVersion is 3")]
    [InlineData("\"formatVersion\": 2,", "", "'formatVersion' is missing")]
    [InlineData("\"label\": \"y\"", "\"label\": 1", "'label' must be a string")]
    [InlineData("\"label\": \"y\"", "\"label\": \"y\", \"more\": 1", "'more' is unknown")]
    [InlineData("\"label\": \"y\"", "\"label\": \"y\", \"label\": \"z\"", "label")]
    [InlineData("\"binary-classification\"", "\"clustering\"", "'clustering' is unknown")]
    [InlineData("\"binary-classification\"", "\"regression\"", "cannot have 2 labels")]
    [InlineData("\"binary-classification\"", "\"multiclass-classification\"", "needs 2 outputs")]
    [InlineData("\"yes\"", "\"no\"", "twice")]
    [InlineData("\"yes\"\n", "\"yes\", \"perhaps\"\n", "cannot have 3 labels")]
    [InlineData("\"threshold\": 0.5", "\"threshold\": 0", "above 0 and at most 1")]
    [InlineData("\"threshold\": 0.5", "\"threshold\": 1.01", "above 0 and at most 1")]
    [InlineData("\"link\": \"identity\"", "\"link\": \"log\"", "no link")]
    [InlineData("\"link\": \"identity\"", "\"link\": \"probit\"", "'probit'")]
    [InlineData("\"scales\": [\n            10", "\"scales\": [\n            0", "positive")]
    [InlineData("\"scales\": [\n            10", "\"scales\": [\n            \"10\"", "'scales' must be a finite number")]
    [InlineData("\"scales\": [\n            10", "\"scales\": [\n            1e999", "'scales' must be a finite number")]
    [InlineData("\"scales\": [\n            10", "\"scales\": [\n            10, 11", "scale for each column")]
    [InlineData("\"impute\"", "\"guess\"", "'guess'")]
    [InlineData("\"rare\": false", "\"rare\": 0", "'rare' must be true or false")]
    [InlineData("\"age\"", "\"colour\"", "read as Numeric and as Categorical")]
    [InlineData("\"one-hot\"", "\"two-hot\"", "'two-hot'")]
    [InlineData("\"rare\": false", "\"rare\": true", "takes 4 features, and there are 5")]
    [InlineData("\"categorical\"", "\"numeric\"", "is unknown")]
    [InlineData("\"blue\"", "\"red\"", "twice")]
    [InlineData("\"numeric\"", "\"place\"", "'place'")]
    [InlineData("\"linear\"", "\"forest\"", "'forest'")]
    [InlineData("0.25", "0.25, 7", "takes 5 features, and there are 4")]
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

    // A file of a few thousand bytes that names up to a billion features: their names would take all memory.
    [Theory]
    [InlineData(1000, "There would be 1048576000 features; at most 16777216 are possible.")]
    [InlineData(17, "There would be 17825792 features")]
    [InlineData(16, "takes 4 features, and there are 16777216")]
    public void That_claims_very_many_features_is_refused_before_they_have_names(int chains, string reason)
    {
        Models.Binary().Save(folder.Path);
        var text = System.IO.File.ReadAllText(File);
        const string Hashed = """{ "columns": ["c"], "type": "categorical", "fill": null, "encoder": { "type": "hash", "buckets": 1048576 }, "transforms": [] }""";
        var (from, to) = (text.IndexOf("\"features\"", StringComparison.Ordinal), text.IndexOf("\"scorer\"", StringComparison.Ordinal));
        System.IO.File.WriteAllText(File, $"{text[..from]}\"features\": [{string.Join(",", Enumerable.Repeat(Hashed, chains))}], {text[to..]}");
        Refuses(reason); // everything is compiled
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refuses(reason);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(16 << 20);
    }

    void Refuses(string reason)
    {
        var message = Should.Throw<InvalidDataException>(() => TabularModel.Load(folder.Path)).Message;
        message.ShouldContain("model.json is not a model");
        message.ShouldContain(reason);
    }

    [Fact]
    public void Is_read_from_memory_too()
    {
        Models.Binary().Save(folder.Path);
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["model.json"] = System.IO.File.ReadAllBytes(File) };

        var row = Models.Row(30.0, "red");
        TabularModel.Load(files, []).Predict([row])[0].ToArray().ShouldBe(Models.Binary().Predict([row])[0].ToArray());
        Should.Throw<InvalidDataException>(() => TabularModel.Load(new Dictionary<string, ReadOnlyMemory<byte>>(), [])).Message.ShouldBe("It is not a model: there is no model.json.");
        System.IO.File.Delete(File);
        Should.Throw<InvalidDataException>(() => TabularModel.Load(folder.Path)).Message.ShouldContain("there is no model.json");
        Should.Throw<InvalidDataException>(() => TabularModel.Load("nowhere")).Message.ShouldBe("'nowhere' is not a model: there is no such folder. Give the folder that has model.json.");
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
