namespace ModelBuild.Sql;

// Of what is wrong with reading a database; ModelBuild.Core's catalogue explains each.
static class Codes
{
    public const string VariableNotSet = "MB2089";
    public const string ConnectionInDefinition = "MB2090";
    public const string NotReached = "MB2091";
    public const string QueryRefused = "MB2092";
    public const string NotOneValue = "MB2093";
    public const string NotATable = "MB2094";

    // As of a file without rows, and of one without room for it.
    public const string NoRows = "MB2003";
    public const string NoTemporaryFile = "MB2019";
}
