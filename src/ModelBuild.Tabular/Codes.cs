namespace ModelBuild.Tabular;

// The diagnostic codes of this assembly. Each is a rule of ModelBuild.Core's catalogue; a test compares the two.
static class Codes
{
    public const string DataIsFolder = "MB2001";
    public const string EmptyData = "MB2002";
    public const string NoRows = "MB2003";
    public const string DuplicateColumn = "MB2004";
    public const string UnnamedColumn = "MB2005";
    public const string RaggedRow = "MB2006";
    public const string UnclosedQuote = "MB2007";
    public const string MisplacedQuote = "MB2008";
    public const string InvalidUtf8 = "MB2009";
    public const string TextInNumericColumn = "MB2010";
    public const string MostlyNumericColumn = "MB2011";
    public const string NumberOutOfRange = "MB2012";
    public const string SingleColumn = "MB2013";
    public const string RowTooLong = "MB2014";

    public const string LabelNotFound = "MB2020";
    public const string LabelDoesNotFitTask = "MB2021";
    public const string MissingLabel = "MB2022";
    public const string PositiveNotALabel = "MB2023";
    public const string WrongNumberOfClasses = "MB2024";
    public const string PositiveNotSet = "MB2025";
    public const string ColumnNotFound = "MB2026";
    public const string MissingValue = "MB2027";
    public const string BelowMinimum = "MB2028";
    public const string AboveMaximum = "MB2029";
    public const string UnexpectedValue = "MB2030";
    public const string RuleDoesNotFitColumn = "MB2031";
    public const string MissingKey = "MB2032";
    public const string LabelLeftOut = "MB2033";

    public const string EmptyPart = "MB2040";
    public const string ClassMissingFromPart = "MB2041";
    public const string NothingToStratify = "MB2042";
    public const string KeyWithSeveralLabels = "MB2043";

    public const string NoFeatures = "MB2045";
    public const string TooManyLevels = "MB2046";
    public const string NumbersTooLarge = "MB2047";

    public const string NotSolvable = "MB2050";
    public const string NotFinite = "MB2051";
    public const string TooMuchData = "MB2052";

    public const string SliceNotFound = "MB2055";
    public const string SliceNotCategorical = "MB2056";
}
