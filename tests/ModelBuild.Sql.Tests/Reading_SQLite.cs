using System.Globalization;
using System.Security.Cryptography;
using ModelBuild.Tabular;
using ModelBuild.Testing;

namespace ModelBuild.Sql.Tests;

public class Reading_SQLite
{
    const string Everything = """
        create table t (id integer, price real, plan text, since date, note, flag boolean);
        insert into t values
            (3, 0.1, 'NA', '2024-02-29', 'a,b', 1),
            (9007199254740993, 1e-300, '', null, 'say "x"', 0),
            (null, -2.5, ' two  words ', '1970-01-02 00:00:01', 'first' || char(10) || 'second' || char(13), null),
            (-1, null, null, '2024-02-29', null, 1);
        """;

    [Fact]
    public void Takes_the_types_of_the_values_and_NULL_alone_as_missing()
    {
        using var database = new Database(Everything);

        var table = new Definition("select * from t").Ingest(database.Data);

        Definition.TypesOf(table).ShouldBe("id:Numeric price:Numeric plan:Categorical since:Date note:Categorical flag:Numeric");
        Definition.Text(table).ShouldBe(
            "3 0.1 'NA' 1709164800 'a,b' 1\n"
            + "9007199254740992 1E-300 '' - 'say \"x\"' 0\n"
            + "- -2.5 ' two  words ' 86401 'first\nsecond\r' -\n"
            + "-1 - - 1709164800 - 1");
        table.Lines.ShouldBeNull();
    }

    [Fact]
    public void Keeps_the_order_of_the_query()
    {
        using var database = new Database(Everything);

        Definition.Text(new Definition("select price, -id as i from t where id is not null order by id").Ingest(database.Data)).ShouldBe("- 1\n0.1 -3\n1E-300 -9007199254740992");
    }

    [Fact]
    public void Takes_declared_types_declared_texts_as_missing_and_leaves_columns_out()
    {
        using var database = new Database(Everything);
        var definition = new Definition("select id, date(since) as day, plan, price from t limit 2")
        {
            Result = new()
            {
                Missing = ["NA"],
                Ignore = ["price", "id"],
                Key = ["id"],
                Columns = new Dictionary<string, IngestColumn> { ["id"] = new() { Type = ColumnType.Categorical }, ["day"] = new() { Type = ColumnType.Date } },
            },
        };

        var table = definition.Ingest(database.Data);

        Definition.TypesOf(table).ShouldBe("id:Categorical day:Date plan:Categorical");
        Definition.Text(table).ShouldBe("'3' 1709164800 -\n'9007199254740993' - ''");
        table.Dropped.ShouldBe(["price"]);
    }

    /// <summary>What the algorithm version in the keys stands for: when these bytes change, it must, too.</summary>
    [Fact]
    public void Makes_the_same_bytes_as_ever()
    {
        using var database = new Database(Everything);
        using var context = new TestStageContext();
        using var folder = new TemporaryFolder();
        SqlitePipeline.Ingest(database.Data, new() { Query = "select * from t" }, new(), context).Write(folder.Path);

        var digests = Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal).Select(path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))[..16]);

        string.Join(' ', digests).ShouldBe("13c29c0565a983c8 0288406f7fb3ad93");
    }

    [Fact]
    public void Names_the_row_of_a_wrong_value_of_a_column_with_numbers_and_texts()
    {
        using var database = new Database("""
            create table t (id integer, note text, age);
            insert into t values (1, 'with' || char(10) || char(10) || 'lines', 30), (2, '"', 31), (3, null, 'unknown'), (4, 'x', 33);
            """);

        var error = Definition.Error(() => new Definition("select * from t").Ingest(database.Data));

        error.Code.ShouldBe("MB2011");
        error.Message.ShouldStartWith("row 3: 'unknown' in column 'age' is not a number, and 3 of its 4 cells are.");
        (error.Option, error.Input, error.Line, error.Column).ShouldBe(("data.query", null, null, null));
    }

    [Theory]
    [InlineData("select 1 as a, 2 as b where 1 = 0", "MB2003", "The query returned no rows.")]
    [InlineData("select 1 as a, 2 as b, 3 as a", "MB2094", "Columns 1 and 3 of the query are both named 'a'. Rename one")]
    [InlineData("select 1 as a", "MB2094", "The query returns a single column, 'a'")]
    [InlineData("select 1 as a, 2 as \" \"", "MB2094", "Column 2 of the query has no name.")]
    [InlineData("select 1 as a, x'00ff' as b", "MB2094", "row 1: column 'b' has a blob")]
    [InlineData("select 1 as a, cast(x'00' as text) as b", "MB2094", "row 1: the text in column 'b' is the character U+0000")]
    [InlineData("select 1 as a, ' ' || char(9, 0) || ' ' as b", "MB2094", "row 1: the text in column 'b' is the character U+0000")]
    [InlineData("values (cast(x'ff41' as text), 2), (cast(x'fe41' as text), 3)", "MB2094", "row 1: the text in column 'column1' is not UTF-8.")]
    [InlineData("select 1 as a, 'x' as b union all select 2, cast(x'41eda080' as text)", "MB2094", "row 2: the text in column 'b' is not UTF-8.")]
    [InlineData("select a, 2 as b from t where a = ?", "MB2092", "The query has a parameter, to which nothing gives a value.")]
    [InlineData("select a, @x as b from t", "MB2092", "The query has a parameter")]
    [InlineData("select a, 2 as b from t limit :n", "MB2092", "The query has a parameter")]
    [InlineData("select 1 as a, 2 as b; select 3", "MB2092", "The query has more than one statement.")]
    [InlineData("create temp table u as select 1 as a, 2 as b; select * from u", "MB2092", "The query has more than one statement.")]
    [InlineData("; -- none\n select 1 as a, 2 as b; nonsense", "MB2092", "The query has more than one statement.")]
    [InlineData(" ", "MB2092", "The query returns no columns.")]
    [InlineData("-- nothing\n;", "MB2092", "The query returns no columns.")]
    [InlineData("selec 1", "MB2092", "near \"selec\": syntax error")]
    [InlineData("select * from missing", "MB2092", "no such table: missing")]
    [InlineData("delete from t", "MB2092", "readonly database")]
    [InlineData("create table u (a)", "MB2092", "readonly database")]
    public void Refuses_a_query(string query, string code, string says)
    {
        using var database = new Database("create table t (a); insert into t values (1)");

        var error = Definition.Error(() => new Definition(query).Ingest(database.Data));

        error.Code.ShouldBe(code);
        error.Option.ShouldBe("data.query");
        error.Message.ShouldContain(says);
    }

    [Theory]
    [InlineData("select 1 as a, 2 as b;")]
    [InlineData("-- all\nselect 1 as a, 2 as b ; ; /* done */ -- end\n")]
    [InlineData("; select 1 as a, 2 as b")]
    public void Takes_semicolons_and_comments_around_a_statement(string query)
    {
        using var database = new Database("create table t (a)");

        Definition.Text(new Definition(query).Ingest(database.Data)).ShouldBe("1 2");
    }

    [Fact]
    public void Keeps_replacement_characters_and_NUL_in_texts()
    {
        using var database = new Database("pragma encoding = 'UTF-16'; create table t (a, b); insert into t values (1, 'é\uFFFD€'), (2, 'x' || char(0)), (3, char(0) || ' x'), (4, ' ')");

        Definition.Text(new Definition("select * from t").Ingest(database.Data)).ShouldBe("1 'é\uFFFD€'\n2 'x\0'\n3 '\0 x'\n4 ' '");
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFFa")]
    [InlineData("\uFEFFa,b")]
    public void Keeps_the_names_of_columns(string name)
    {
        using var database = new Database("create table t (a, b); insert into t values (1, '2')");

        Definition.TypesOf(new Definition($"select a as \"{name}\", b as \"{name}2\" from t").Ingest(database.Data)).ShouldBe($"{name}:Numeric {name}2:Categorical");
    }

    /// <summary>Its content would be in no key.</summary>
    [Theory]
    [InlineData("attach '{0}' as other; select a, b from other.t", "Tables of another file cannot be attached: copy them into this one.")]
    [InlineData("attach '{0}' as other", "too many attached databases - max 0'. A query reads the declared file and writes none: copy the tables of another into it.")]
    [InlineData("vacuum into '{0}-copy'", "A query reads the declared file and writes none")]
    public void Reads_and_writes_no_other_file(string query, string says)
    {
        using var database = new Database("create table t (a, b); insert into t values (1, 2)");
        using var other = new Database("create table t (a, b); insert into t values (3, 4)");

        var error = Definition.Error(() => new Definition(string.Format(CultureInfo.InvariantCulture, query, other.Path)).Ingest(database.Data));

        (error.Code, error.Option).ShouldBe(("MB2092", "data.query"));
        error.Message.ShouldContain(says);
        Directory.GetFiles(Path.GetDirectoryName(other.Path)!).ShouldBe([other.Path]);
    }

    [Fact]
    public void Refuses_infinity_with_its_row()
    {
        using var database = new Database("create table t (a, b); insert into t values (1, 2), (3, -9e999)");

        var error = Definition.Error(() => new Definition("select * from t").Ingest(database.Data));

        error.Code.ShouldBe("MB2010");
        error.Message.ShouldStartWith("row 2: '-Infinity' in column 'b' is not a number");
    }

    [Fact]
    public void Refuses_a_file_that_is_no_database()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "data.csv");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("a,b\n1,2\n", 200)));

        var error = Definition.Error(() => new Definition("select * from t").Ingest(new DataSource("data", path)));

        (error.Code, error.Option).ShouldBe(("MB2091", "data.path"));
        error.Message.ShouldContain("file is not a database");
        Definition.Error(() => new Definition("select 1").Ingest(new DataSource("data", folder.Path))).Code.ShouldBe("MB2091");
    }

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public void Refuses_a_file_whose_last_changes_are_beside_it(string journal)
    {
        using var database = new Database($"pragma journal_mode = {journal}; create table t (a, b); insert into t values (1, 2)");
        using (var writer = database.Open())
        {
            Database.Execute(writer, "begin; insert into t values (3, 4)");
            if (journal == "wal")
                Database.Execute(writer, "commit");

            Definition.Error(() => new Definition("select * from t").Ingest(database.Data)).Code.ShouldBe("MB2091");
            if (journal == "delete")
                Database.Execute(writer, "commit");
        }

        Definition.Text(new Definition("select * from t").Ingest(database.Data)).ShouldBe("1 2\n3 4");
    }

    /// <summary>An input of a stage is a link, and a folder that cannot be written.</summary>
    [Fact]
    public void Reads_through_a_link_names_with_any_letters_and_leaves_nothing_beside_the_file()
    {
        using var database = new Database("pragma journal_mode = wal; create table t (a, b); insert into t values (1, 2)", "50% #1 of ü?.db");
        using var links = new TemporaryFolder();
        var link = Path.Combine(links.Path, "data");
        File.CreateSymbolicLink(link, database.Path);

        Definition.Text(new Definition("select * from t").Ingest(new DataSource("data", link))).ShouldBe("1 2");

        Directory.GetFiles(Path.GetDirectoryName(database.Path)!).ShouldBe([database.Path]);
    }

    [Fact]
    public void Has_its_rows_judged_by_their_numbers()
    {
        using var database = new Database("create table t (y, x, g); insert into t values (0, 1, 'a'), (1, -5, 'b'), (0, 2, 'a'), (1, 1.5, null)");
        using var context = new TestStageContext();
        var schema = new SchemaOptions
        {
            Label = "y",
            Columns = new Dictionary<string, ColumnRules> { ["x"] = new() { Min = 0 }, ["g"] = new() { Required = true } },
        };
        var table = new Definition("select * from t").Ingest(database.Data);

        var errors = Should.Throw<StageException>(() => SqlitePipeline.Validate(table, schema, LearningTask.BinaryClassification, null, new(), context)).Errors;

        errors.Select(error => (error.Code, error.Line, error.Message.Split(':')[0])).ShouldBe([("MB2028", null, "row 2"), ("MB2027", null, "row 4")], ignoreOrder: true);
        Should.Throw<StageException>(() => PostgreSqlPipeline.Validate(table, schema, LearningTask.BinaryClassification, null, new(), context)).Errors.ShouldBe(errors);
    }
}
