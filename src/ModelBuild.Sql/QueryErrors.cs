namespace ModelBuild.Sql;

// One error at a setting of the definition.
static class QueryErrors
{
    public const string Query = "data.query";

    public static StageException Error(string code, string option, string message) => new(new StageError(message) { Code = code, Option = option });

    public static StageException NoColumns(string option) =>
        Error(Codes.QueryRefused, option, "The query returns no columns. Write one statement that returns rows: a select.");

    public static StageException Several(string option, string more = "") =>
        Error(Codes.QueryRefused, option, $"The query has more than one statement. Write one; a select may have others inside: with recent as (select …) select ….{more}");
}
