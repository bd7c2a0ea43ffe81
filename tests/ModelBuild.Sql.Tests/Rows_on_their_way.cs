using System.Globalization;
using ModelBuild.Tabular;
using ModelBuild.Testing;

namespace ModelBuild.Sql.Tests;

/// <summary>They are in a file of the stage's temporary folder before they are a table.</summary>
public class Rows_on_their_way
{
    [Theory]
    [InlineData(3)]
    [InlineData(100_000)]
    public void Have_one_error_where_the_disk_is_full(int rows)
    {
        using var database = new Database("create table t (a)");
        using var context = FullDisk();

        var error = Error($"with recursive n (i) as (select 1 union all select i + 1 from n where i < {rows}) select i, 'text' as b from n", database, context);

        error.Code.ShouldBe("MB2019");
        error.Message.ShouldContain("No space left on device");
    }

    [Fact]
    public void Keep_the_first_error_and_leave_no_file_where_the_disk_is_full()
    {
        using var database = new Database("create table t (a, b); insert into t values (1, 2), (1, x'00ff')");
        using var context = FullDisk();
        var before = Directory.GetFiles(context.TemporaryFolder).Length;

        Error("select * from t", database, context).Code.ShouldBe("MB2094");

        Directory.GetFiles(context.TemporaryFolder).Length.ShouldBe(before - 1);
    }

    [Fact]
    public void Have_one_error_where_the_folder_is_gone()
    {
        using var database = new Database("create table t (a)");
        using var context = new TestStageContext();
        var path = context.TemporaryFolder;

        Error("select 1 as a, 2 as b", database, new InFolder(Path.Combine(path, "gone"))).Code.ShouldBe("MB2019");
    }

    [Fact]
    public void Are_apart_from_those_of_another_query_of_the_stage()
    {
        using var context = new TestStageContext();
        using var one = new ResultRows(["a", "b"], context);
        using (var other = new ResultRows(["c", "d"], context))
            TableOf(other, "2").ShouldBe("2 2");

        TableOf(one, "1").ShouldBe("1 1");

        static string TableOf(ResultRows rows, string text)
        {
            rows.Add(text);
            rows.Add(text);
            rows.EndRow();
            return Definition.Text(rows.ToTable([ColumnType.Numeric, ColumnType.Numeric], new()));
        }
    }

    static StageError Error(string query, Database database, StageContext context) =>
        Definition.Error(() => SqlitePipeline.Ingest(database.Data, new() { Query = query }, new(), context));

    /// <summary>Whatever the rows' file is called, it is the device that has no room.</summary>
    static TestStageContext FullDisk()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device without room.");
        var context = new TestStageContext();
        for (var i = 1; i < 1000; i++)
            File.CreateSymbolicLink(Path.Combine(context.TemporaryFolder, $"query-{i.ToString(CultureInfo.InvariantCulture)}.csv"), "/dev/full");
        return context;
    }

    sealed class InFolder(string folder) : StageContext
    {
        public override long Seed => 0;
        public override int Threads => 1;
        public override long? MemoryBytes => null;
        public override int Gpus => 0;
        public override string TemporaryFolder => folder;
        public override string CheckpointFolder => folder;
        public override CancellationToken Cancellation => default;
        public override void Log(string message) { }
        public override void Progress(double fraction, string message) { }
        public override void Metric(string name, double value, long step) { }
    }
}
