using System.Globalization;
using System.Text.Json.Nodes;
using System.Text;
using ModelBuild.Prediction;

namespace ModelBuild.Tabular.Tests;

public sealed class Validating_against_a_reference : IDisposable
{
    static readonly Definition Definition = new(LearningTask.Regression, "y");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string ReferencePath => Path.Combine(folder.Path, "profile.json");

    static ulong Noise(int i) => BitMixer.Mix((ulong)i + 77 + BitMixer.Step);

    // x: a number, c: a text, y: the label; each as a function of some noise.
    DataSource Data(int rows, int seed, Func<ulong, string> x, Func<ulong, string> c)
    {
        var text = new StringBuilder("x,c,y\n");
        for (var i = seed; i < seed + rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"{x(Noise(i))},{c(Noise(i + 1_000_000))},{Noise(i + 2_000_000) % 1000}\n");
        return folder.Data(text.ToString());
    }

    static string Number(ulong noise) => (noise % 10_000).ToString(CultureInfo.InvariantCulture);

    static string Letter(ulong noise) => "aaabbc"[(int)(noise % 6)].ToString();

    void Accept(DataSource data, Definition? definition = null)
    {
        definition ??= Definition;
        definition.Validate(definition.Ingest(data), data).Write(folder.Path);
    }

    ValidationReport Validate(DataSource data, DriftOptions? drift = null)
    {
        var definition = Definition with { Reference = new("reference", ReferencePath), Drift = drift ?? new() };
        return definition.Validate(definition.Ingest(data), data);
    }

    StageError Error(DataSource data, DriftOptions? drift = null) => Outcome.Error(() => Validate(data, drift));

    [Fact]
    public void Passes_data_of_the_same_distribution()
    {
        Accept(Data(3000, 0, Number, Letter));
        Validate(Data(2000, 50_000, Number, Letter), new() { Psi = 0.05, KolmogorovSmirnov = 0.06, ChiSquare = 0.001, Missing = 0.01 }).Rows.ShouldBe(2000);
    }

    [Fact]
    public void Tells_gates_how_far_each_column_is()
    {
        Accept(Data(3000, 0, Number, Letter));
        var report = Validate(Data(2000, 50_000, noise => noise % 4 == 0 ? "" : Number(noise), Letter), new() { Psi = 100, Columns = new Dictionary<string, ColumnDrift> { ["y"] = new() { Compare = false } } });
        using var written = new TemporaryFolder();
        report.Write(written.Path);

        var read = Core.Gates.DriftFile.Read(File.ReadAllBytes(Path.Combine(written.Path, "drift.json")));

        read.Select(column => $"{column.Column}: {string.Join(' ', column.Statistics.Select(statistic => statistic.Key))}")
            .ShouldBe(["x: psi kolmogorovSmirnov missing", "c: psi chiSquare missing"]);
        read[0].Statistics[2].Value.ShouldBe(0.25, 0.03);
        read[0].Statistics[0].Value.ShouldBeGreaterThan(0.25);
        report.Reread().Drift!.SelectMany(column => column.Statistics).ShouldBe(read.SelectMany(column => column.Statistics));
        report.Reread().Digest().ShouldBe(report.Digest());
    }

    [Fact]
    public void Tells_nothing_without_a_reference()
    {
        var data = Data(300, 0, Number, Letter);
        var report = Definition.Validate(Definition.Ingest(data), data);
        (report.Drift, report.Reread().Drift).ShouldBe((null, null));
    }

    [Fact]
    public void Passes_a_few_rows_that_differ_by_chance()
    {
        Accept(Data(3000, 0, Number, Letter));
        for (var rows = 2; rows < 60; rows++)
            Validate(Data(rows, 50_000 + rows * 100, Number, Letter)).Rows.ShouldBe(rows);
    }

    [Fact]
    public void Finds_numbers_that_moved()
    {
        Accept(Data(3000, 0, Number, Letter));
        var error = Error(Data(2000, 50_000, noise => Number(noise % 5000), Letter));
        (error.Code, error.Option).ShouldBe((Codes.Drift, "reference.psi"));
        error.Message.ShouldStartWith("Column 'x' has a population stability index of ");
        error.Message.ShouldContain(" against the reference profile, above its maximum 0.25: median ");
    }

    [Fact]
    public void Finds_texts_of_other_frequencies_and_new_ones()
    {
        Accept(Data(3000, 0, Number, Letter));
        var error = Error(Data(2000, 50_000, Number, noise => "abbbbc"[(int)(noise % 6)].ToString()));
        (error.Code, error.Option).ShouldBe((Codes.Drift, "reference.psi"));
        error.Message.ShouldContain("'b' 6");
        Error(Data(2000, 50_000, Number, noise => "aaazzc"[(int)(noise % 6)].ToString())).Code.ShouldBe(Codes.Drift);
    }

    [Fact]
    public void Finds_cells_that_are_missing_now()
    {
        Accept(Data(3000, 0, Number, Letter));
        var now = Data(2000, 50_000, noise => noise % 4 == 0 ? "" : Number(noise / 4), Letter);
        Error(now).Code.ShouldBe(Codes.Drift);
        var error = Error(now, new() { Psi = 100, Missing = 0.1 });
        (error.Option, error.Message.Contains("a share of missing cells that is 0.2")).ShouldBe(("reference.missing", true));
    }

    [Fact]
    public void Judges_the_distance_of_distributions_where_a_limit_is_set()
    {
        Accept(Data(3000, 0, Number, Letter));
        var now = Data(2000, 50_000, noise => (noise % 10_000 * 0.9).ToString(CultureInfo.InvariantCulture), Letter);
        Validate(now).Rows.ShouldBe(2000);
        var error = Error(now, new() { KolmogorovSmirnov = 0.08 });
        (error.Code, error.Option).ShouldBe((Codes.Drift, "reference.kolmogorovSmirnov"));
        Validate(now, new() { KolmogorovSmirnov = 0.13 }).Rows.ShouldBe(2000);
    }

    [Fact]
    public void Judges_the_probability_of_the_frequencies_where_a_limit_is_set()
    {
        Accept(Data(3000, 0, Number, Letter));
        var now = Data(3000, 50_000, Number, noise => "aaaaabbbbccc"[(int)(noise % 12)].ToString());
        Validate(now).Rows.ShouldBe(3000);
        var error = Error(now, new() { ChiSquare = 0.001 });
        (error.Code, error.Option).ShouldBe((Codes.Drift, "reference.chiSquare"));
    }

    [Fact]
    public void Takes_limits_of_a_column_before_those_of_all()
    {
        Accept(Data(3000, 0, Number, Letter));
        var now = Data(2000, 50_000, noise => Number(noise % 5000), Letter);
        Validate(now, new() { Columns = new Dictionary<string, ColumnDrift> { ["x"] = new() { Psi = 100 } } }).Rows.ShouldBe(2000);
        Validate(now, new() { Columns = new Dictionary<string, ColumnDrift> { ["x"] = new() { Compare = false } } }).Rows.ShouldBe(2000);
        Error(now, new() { Psi = 100, Columns = new Dictionary<string, ColumnDrift> { ["x"] = new() { Psi = 0.5 } } }).Option.ShouldBe("reference.columns.x.psi");
        var errors = Outcome.Errors(() => Validate(now, new() { Psi = 100, Columns = new Dictionary<string, ColumnDrift> { ["xx"] = new() } }));
        (errors.Single().Code, errors.Single().Option).ShouldBe((Codes.ColumnNotFound, "reference.columns.xx"));
    }

    [Fact]
    public void Finds_columns_that_are_gone_or_of_another_type()
    {
        Accept(Data(300, 0, Number, Letter));
        var errors = Outcome.Errors(() => Validate(folder.Data("x,y\nq,1\nr,2\n")));
        errors.Select(error => error.Code).ShouldBe([Codes.ReferenceDiffers, Codes.ReferenceDiffers]);
        errors[0].Message.ShouldStartWith("Column 'x' is categorical, and numeric in the reference profile.");
        errors[1].Message.ShouldStartWith("The reference profile has a column 'c', and the data has none.");
    }

    [Fact]
    public void Compares_no_keys_and_knows_nothing_of_columns_that_were_keys()
    {
        Accept(Data(300, 0, Number, Letter), Definition with { Key = ["x"] });
        ProfileFile.Read(new MemoryStream(File.ReadAllBytes(ReferencePath))).Find("x")!.Numbers.ShouldBeNull();
        Validate(Data(300, 0, noise => "5", Letter)).Rows.ShouldBe(300);

        Accept(Data(300, 0, Number, Letter));
        var keyed = Definition with { Key = ["x"], Reference = new("reference", ReferencePath) };
        var moved = Data(300, 0, noise => (noise % 10_000 + 1_000_000).ToString(CultureInfo.InvariantCulture), Letter);
        keyed.Validate(keyed.Ingest(moved), moved).Rows.ShouldBe(300);
    }

    [Fact]
    public void Holds_against_a_reference_of_few_values_and_of_none()
    {
        Accept(Data(500, 0, noise => (noise % 2).ToString(CultureInfo.InvariantCulture), _ => ""));
        Validate(Data(400, 50_000, noise => (noise % 2).ToString(CultureInfo.InvariantCulture), _ => "")).Rows.ShouldBe(400);
        Error(Data(400, 50_000, noise => (noise % 20 == 0 ? 0 : 1).ToString(CultureInfo.InvariantCulture), _ => "")).Code.ShouldBe(Codes.Drift);
        Outcome.Errors(() => Validate(Data(400, 50_000, _ => "", _ => ""))).ShouldAllBe(error => error.Code == Codes.Drift);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("x,y\n1,2\n")]
    public void Refuses_a_file_that_is_no_profile(string text)
    {
        File.WriteAllText(ReferencePath, text);
        var error = Error(Data(10, 0, Number, Letter));
        (error.Code, error.Option).ShouldBe((Codes.ReferenceUnreadable, "reference.path"));
    }

    // Every member taken out, and every value replaced, is refused or read; nothing else is thrown.
    [Fact]
    public void Refuses_a_damaged_profile_or_reads_it()
    {
        Accept(Data(60, 0, Number, Letter));
        var data = Data(60, 50_000, Number, Letter);
        var paths = new List<string>();
        void Collect(JsonNode? node, string path)
        {
            if (path.Length > 0)
                paths.Add(path);
            if (node is JsonObject members)
                foreach (var (name, value) in members)
                    Collect(value, $"{path}/{name}");
            else if (node is JsonArray items)
                for (var i = 0; i < Math.Min(2, items.Count); i++)
                    Collect(items[i], $"{path}/{i}");
        }
        var text = File.ReadAllText(ReferencePath);
        Collect(JsonNode.Parse(text), "");
        paths.Count.ShouldBeGreaterThan(50);
        foreach (var path in paths)
            foreach (var value in new[] { null, "\"text\"", "-1", "1e300", "[]", "{}", "null" })
            {
                var root = JsonNode.Parse(text)!;
                var parts = path.Split('/')[1..];
                var owner = parts[..^1].Aggregate(root, (node, part) => node is JsonArray items ? items[int.Parse(part, CultureInfo.InvariantCulture)]! : node[part]!);
                if (owner is JsonArray array)
                    array[int.Parse(parts[^1], CultureInfo.InvariantCulture)] = value is null ? null : JsonNode.Parse(value);
                else if (value is null)
                    ((JsonObject)owner).Remove(parts[^1]);
                else
                    owner[parts[^1]] = JsonNode.Parse(value);
                File.WriteAllText(ReferencePath, root.ToJsonString());
                try
                {
                    Validate(data);
                }
                catch (StageException)
                {
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"{path} = {value}", e);
                }
            }
    }
}
