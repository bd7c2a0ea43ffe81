using System.Globalization;
using System.IO.Compression;
using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public sealed class Predicting_files : IDisposable
{
    static readonly TabularModel Model = Trained(new Definition(LearningTask.BinaryClassification, "y")
    {
        Positive = "yes",
        Types = new() { ["when"] = ColumnType.Date },
        TrainOptions = new() { Trainer = Trainer.BoostedTrees },
        TreesOptions = new() { Trees = 5, MinSamplesLeaf = 5 },
    }, Rows(400));

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Gives_what_the_same_rows_give_in_memory()
    {
        var lines = Predict(Model, folder.Data(Rows(1000)), threads: 2);

        lines[0].ShouldBe("prediction,probability[no],probability[yes]");
        var table = new Definition(LearningTask.BinaryClassification, "y") { Types = new() { ["when"] = ColumnType.Date } }.Ingest(folder.Data(Rows(1000)));
        var expected = Model.Predict(table.ToBatch());
        lines.Length.ShouldBe(1001);
        for (var row = 0; row < 1000; row++)
        {
            var cells = lines[row + 1].Split(',');
            cells[0].ShouldBe(expected.Label(row));
            cells.Skip(1).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ShouldBe(expected[row].ToArray());
        }
        Predict(Model, folder.Data(Rows(1000)), threads: 1).ShouldBe(lines);
    }

    [Fact]
    public void Keeps_columns_with_the_text_that_they_have()
    {
        var data = folder.Data("id;x;colour;when;comment\r\n007;1;red;2024-01-01;\"a, \"\"b\"\"\nc\"\r\n1e3; 2;?;2024-01-02;plain\r\n");

        var text = Text(Model, data, new() { Keep = ["comment", "id", "x"] });

        text.ShouldStartWith("comment,id,x,prediction,probability[no],probability[yes]\n\"a, \"\"b\"\"\nc\",007,1,");
        text.ShouldContain("\nplain,1e3, 2,");
    }

    [Fact]
    public void Takes_a_folder_of_packed_files_in_the_order_of_their_names()
    {
        var place = Directory.CreateDirectory(Path.Combine(folder.Path, "all")).FullName;
        var rows = Rows(300).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using (var gzip = new GZipStream(File.Create(Path.Combine(place, "a.csv.gz")), CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', rows[..101]) + "\n"));
        File.WriteAllText(Path.Combine(place, "b.csv"), $"{rows[0]}\n");
        File.WriteAllText(Path.Combine(place, "c.csv"), string.Join('\n', [rows[0], .. rows[101..]]) + "\n");

        Predict(Model, new("data", place), keep: ["x"]).ShouldBe(Predict(Model, folder.Data(Rows(300)), keep: ["x"]));
    }

    [Fact]
    public void Takes_unknown_texts_empty_cells_and_further_columns()
    {
        var known = Predict(Model, folder.Data("x,colour,when\n1,,2024-01-01\n"));

        Predict(Model, folder.Data("more,when,colour,x,y\nz,2024-01-01,never seen,1,\n")).ShouldBe(known);
        Predict(Model, folder.Data("when,colour,x\n,,\n")).Length.ShouldBe(2);
    }

    [Fact]
    public void Writes_a_header_for_no_rows() =>
        Text(Model, folder.Data("x,colour,when\n"), new()).ShouldBe("prediction,probability[no],probability[yes]\n");

    [Fact]
    public void Takes_a_single_column_where_the_model_reads_one()
    {
        var model = Trained(new Definition(LearningTask.Regression, "y") { SplitOptions = new() { AllowShared = true }, Ignore = ["colour", "when"] },
            "x,colour,when,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i % 10},red,2024-01-01,{i % 10 * 2 + i / 25 % 2 * 3}\n")));

        var lines = Predict(model, folder.Data("x\n3\n"));

        lines[0].ShouldBe("prediction");
        double.Parse(lines[1], CultureInfo.InvariantCulture).ShouldBe(7.5, 1);
    }

    [Fact]
    public void Reads_missing_values_as_the_training_did()
    {
        var model = Trained(new Definition(LearningTask.Regression, "y") { SplitOptions = new() { AllowShared = true }, Missing = ["-"], Ignore = ["colour", "when"] },
            "x,colour,when,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{(i % 10 == 0 ? "-" : i % 10)},red,2024-01-01,{i % 10 * 2 + i / 25 % 2 * 3}\n")));

        Predict(model, folder.Data("x\n-\n")).Length.ShouldBe(2);
        Outcome.Error(() => Predict(model, folder.Data("x\nNA\n"))).Message.ShouldBe(
            "'NA' in column 'x' is not a number, and the model was trained on numbers (the only cell of this kind). Correct the data, or mark the value as missing.");
    }

    [Fact]
    public void Names_the_place_of_a_cell_that_the_model_cannot_take()
    {
        var error = Outcome.Error(() => Predict(Model, folder.Data("colour,x,when\nred,1,2024-01-01\nred,many,2024-01-01\nred,more,2024-01-01\n")));

        (error.Code, error.Input, error.Line, error.Column).ShouldBe(("MB2010", "data", 3, 5));
        error.Message.ShouldBe("'many' in column 'x' is not a number, and the model was trained on numbers (the first of 2 cells of this kind). Correct the data, or mark the value as missing.");
        Outcome.Error(() => Predict(Model, folder.Data("colour,x,when\nred,1,soon\n"))).Message.ShouldContain("the model was trained on dates");
    }

    [Fact]
    public void Says_which_columns_are_absent()
    {
        var one = Outcome.Error(() => Predict(Model, folder.Data("colours,x,when\nred,1,2024-01-01\n")));
        (one.Code, one.Line).ShouldBe(("MB2095", 1));
        one.Message.ShouldBe("The data has no column 'colour', which the model reads. Did you mean 'colours'? The columns of the data are: colours, x, when. Where nothing is known of it, add the column with empty cells.");

        Outcome.Error(() => Predict(Model, folder.Data("a,when\nred,2024-01-01\n"))).Message.ShouldStartWith(
            "The data lacks 2 of the 3 columns that the model reads. The absent columns are: x, colour. The columns of the data are: a, when.");
    }

    [Fact]
    public void Says_what_cannot_be_kept()
    {
        var data = folder.Data("x,colour,when,prediction\n1,red,2024-01-01,no\n");

        Outcome.Error(() => Predict(Model, data, keep: ["ident"])).Message.ShouldStartWith("The data has no column 'ident', which is to be kept. The columns of the data are:");
        Outcome.Error(() => Predict(Model, data, keep: ["x", "when", "x"])).Message.ShouldBe("Column 'x' is to be kept 2 times, and a file has one column of a name. Name it once.");
        Outcome.Error(() => Predict(Model, data, keep: ["x, when"])).Message.ShouldBe("The data has no column 'x, when', which is to be kept. Each of these is one: repeat the option, --keep x --keep when.");
        Outcome.Error(() => Predict(Model, data, keep: ["x,whim"])).Message.ShouldContain("The columns of the data are:");
        Outcome.Error(() => Predict(Model, data, keep: ["prediction"])).Message.ShouldBe("Column 'prediction' cannot be kept, since that is a column of the prediction. Rename it in the data.");
    }

    [Theory]
    [InlineData(ModelTask.Regression)]
    [InlineData(ModelTask.BinaryClassification)]
    [InlineData(ModelTask.MulticlassClassification)]
    public void Names_the_row_whose_prediction_is_not_finite(ModelTask task)
    {
        var features = new FeatureSet([new FeatureChain(["a"], FeatureType.Numeric, null, []), new FeatureChain(["b"], FeatureType.Numeric, null, [])]);
        string[] labels = task switch { ModelTask.Regression => [], ModelTask.BinaryClassification => ["no", "yes"], _ => ["u", "v", "w"] };
        var outputs = task == ModelTask.MulticlassClassification ? 3 : 1;
        var model = new TabularModel(task, "y", labels, features, new LinearScorer(new double[outputs], [.. Enumerable.Repeat<IReadOnlyList<double>>([10, -10], outputs)]));
        var place = Directory.CreateDirectory(Path.Combine(folder.Path, "all")).FullName;
        File.WriteAllText(Path.Combine(place, "a.csv"), "a,b\n1,2\n");
        File.WriteAllText(Path.Combine(place, "b.csv"), "a,b\n1,2\n3,4\n1e308,1e308\n1e308,1e308\n");

        var error = Outcome.Error(() => Predict(model, new("data", place)));

        (error.Code, error.Input, error.Member, error.Line, error.Column).ShouldBe(("MB2095", "data", "b.csv", 4, 1));
        error.Message.ShouldBe("The prediction of this row is not a finite number, since numbers of the row are too large for the model. Correct them, or mark them as missing.");
        Predict(model, folder.Data("a,b\n1e300,1\n")).Length.ShouldBe(2);
    }

    [Fact]
    public void Says_that_the_data_is_damaged_and_not_the_model()
    {
        var data = folder.Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7]);
        var error = Outcome.Error(() => Predict(Model, data));
        (error.Code, error.Input).ShouldBe((Codes.DamagedGzip, "data"));
        error.Message.ShouldBe("The data is gzip, and the file is damaged or incomplete. Pack it anew, or fetch it once more.");
    }

    [Fact]
    public async Task Says_that_data_cannot_be_a_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no mkfifo on Windows.");
        var pipe = Path.Combine(folder.Path, "pipe.csv");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        foreach (var data in (string[])[pipe, folder.Path])
        {
            // Both ways at once: neither end waits for the other.
            await using var writer = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            await writer.WriteAsync(Encoding.UTF8.GetBytes(Rows(2)), TestContext.Current.CancellationToken);

            var error = Outcome.Error(() => Predict(Model, new("data", data)));

            (error.Code, error.Input, error.Member).ShouldBe(("MB2001", "data", data == pipe ? null : "pipe.csv"));
            error.Message.ShouldBe($"'{pipe}' is no regular file but a pipe or a device, and data is read more than once. Save it to a file first, and give that file or a folder of such files.");
        }
    }

    [Fact]
    public void Leaves_no_map_and_no_file_behind()
    {
        // Large enough to be mapped.
        var data = folder.Data(Rows(900_000));
        Predict(Model, data).Length.ShouldBe(900_001);
        Directory.GetDirectories(Path.GetTempPath(), "modelbuild-predict-*").ShouldBeEmpty();
        if (OperatingSystem.IsLinux())
            File.ReadAllText("/proc/self/maps").ShouldNotContain("modelbuild-predict-");
    }

    [Fact]
    public void Predicts_part_by_part_what_it_predicts_at_once()
    {
        var batch = new Definition(LearningTask.BinaryClassification, "y") { Types = new() { ["when"] = ColumnType.Date } }.Ingest(folder.Data(Rows(1000))).ToBatch();
        var all = Model.Predict(batch);

        var parts = Model.PredictParts(batch, 300, threads: 2).ToList();

        parts.ConvertAll(part => part.Rows).ShouldBe([300, 300, 300, 100]);
        parts.SelectMany(part => Enumerable.Range(0, part.Rows).Select(row => part[row][1])).ShouldBe(Enumerable.Range(0, 1000).Select(row => all[row][1]));
    }

    [Fact]
    public void Reports_how_far_it_is()
    {
        var fractions = new List<double>();

        Text(Model, folder.Data(Rows(100)), new() { Progress = (fraction, _) => fractions.Add(fraction) });

        fractions[^1].ShouldBe(1);
    }

    static string Rows(int count)
    {
        var text = new StringBuilder("x,colour,when,y\n");
        var random = new Random(count);
        for (var row = 0; row < count; row++)
        {
            var (x, red) = (random.NextDouble(), random.Next(2) == 0);
            text.Append(CultureInfo.InvariantCulture, $"{(row % 7 == 0 ? "" : x)},{(red ? "red" : "blue")},2024-01-{random.Next(1, 29):00},{(red ? x > 0.3 : x > 0.7) switch { true => "yes", _ => "no" }}\n");
        }
        return text.ToString();
    }

    static TabularModel Trained(Definition definition, string text)
    {
        using var place = new TemporaryFolder();
        var data = place.Data(text);
        var table = definition.Ingest(data);
        var split = definition.Split(table, definition.Validate(table, data));
        return definition.Train(split, definition.Features(split)).Model;
    }

    static string[] Predict(TabularModel model, DataSource data, int threads = 1, IReadOnlyList<string>? keep = null) =>
        Text(model, data, new() { Threads = threads, Keep = keep ?? [] }).Split('\n')[..^1];

    static string Text(TabularModel model, DataSource data, CsvPredictionOptions options)
    {
        using var output = new MemoryStream();
        CsvPrediction.Run(model, data.Path, output, options, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
