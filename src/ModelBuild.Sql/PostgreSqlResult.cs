using ModelBuild.Tabular;
using Npgsql;

namespace ModelBuild.Sql;

// Makes a table of what PostgreSQL answers.
static class PostgreSqlResult
{
    // Types by their numbers, which are the same in every server: src/include/catalog/pg_type.dat of PostgreSQL.
    const uint Boolean = 16, Bytes = 17, BigInt = 20, SmallInt = 21, Integer = 23, Oid = 26, Real = 700, Double = 701, Money = 790,
        Character = 1042, Date = 1082, Timestamp = 1114, TimestampWithZone = 1184, Numeric = 1700;

    public static Table Read(NpgsqlDataReader reader, ResultOptions options, StageContext context)
    {
        var names = new string[reader.FieldCount];
        var types = new uint[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            (names[i], types[i]) = (reader.GetName(i), reader.GetDataTypeOID(i));
            if (types[i] is Bytes or Money)
                throw QueryErrors.Error(Codes.NotATable, QueryErrors.Query,
                    $"Column '{names[i]}' of the query is of type {reader.GetDataTypeName(i)}, which is no number, date or text. Cast it, {names[i]}::{(types[i] == Money ? "numeric" : "text")} say, or leave it out.");
        }
        using var rows = new ResultRows(names, context);
        while (reader.Read())
        {
            for (var i = 0; i < types.Length; i++)
                rows.Add(reader.IsDBNull(i) ? null : Text(types[i], reader.GetString(i)));
            rows.EndRow();
        }
        return rows.ToTable(Array.ConvertAll(types, TypeOf), options);
    }

    static ColumnType? TypeOf(uint type) => type switch
    {
        SmallInt or Integer or BigInt or Oid or Real or Double or Numeric => ColumnType.Numeric,
        Date or Timestamp or TimestampWithZone => ColumnType.Date,
        _ => ColumnType.Categorical,
    };

    // Of what the server writes. A number that is none is missing, as everywhere in a table; blanks that fill a character(n) say nothing.
    static string? Text(uint type, string text) => type switch
    {
        Boolean => text == "t" ? "true" : "false",
        Real or Double or Numeric when text == "NaN" => null,
        Character => text.TrimEnd(' '),
        _ => text,
    };
}
