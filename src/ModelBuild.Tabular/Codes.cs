namespace ModelBuild.Tabular;

// The diagnostic codes of this assembly. Each is a rule of ModelBuild.Core's catalogue; a test compares the two.
static class Codes
{
    public const string NotATableFile = "MB2001";
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
    public const string TooManyRows = "MB2015";
    public const string ColumnsDiffer = "MB2016";
    public const string DamagedGzip = "MB2017";
    public const string NotADate = "MB2018";
    public const string NoTemporaryFile = "MB2019";

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
    public const string PatternMismatch = "MB2034";
    public const string LengthOutOfRange = "MB2035";
    public const string NotUnique = "MB2036";
    public const string OutOfOrder = "MB2037";
    public const string TooManyMissing = "MB2038";
    public const string DistinctOutOfRange = "MB2039";

    public const string EmptyPart = "MB2040";
    public const string ClassMissingFromPart = "MB2041";
    public const string NothingToStratify = "MB2042";
    public const string KeyWithSeveralLabels = "MB2043";
    public const string MostRowsRepeat = "MB2097";

    public const string NoFeatures = "MB2045";
    public const string TooManyLevels = "MB2046";
    public const string NumbersTooLarge = "MB2047";
    public const string UnfitLoss = "MB2048";
    public const string UnfitFeature = "MB2049";

    public const string StepUnclear = "MB2080";
    public const string StepDoesNotFit = "MB2081";
    public const string FeatureColumnNotFound = "MB2082";
    public const string WeightWrong = "MB2083";
    public const string NotASettingOfTrainer = "MB2084";
    public const string NoValidationPart = "MB2085";
    public const string NotAnOrder = "MB2086";
    public const string UnknownPart = "MB2087";
    public const string ThresholdDoesNotFit = "MB2088";
    public const string RowsDoNotFitModel = "MB2095";

    public const string NotSolvable = "MB2050";
    public const string NotFinite = "MB2051";
    public const string TooMuchData = "MB2052";
    public const string TargetDoesNotFitLoss = "MB2053";
    public const string OptionDoesNotFitData = "MB2054";

    public const string SliceNotFound = "MB2055";
    public const string SliceNotCategorical = "MB2056";
    public const string BinsDoNotFit = "MB2057";
    public const string TooManySlices = "MB2058";
    public const string EvaluationDoesNotFit = "MB2059";

    public const string InvalidPattern = "MB2062";
    public const string RuleNotUnderstood = "MB2063";
    public const string RuleViolated = "MB2064";
    public const string RowCountOutOfRange = "MB2065";
    public const string DuplicateRows = "MB2066";
    public const string Unbalanced = "MB2067";
    public const string UnexpectedColumn = "MB2068";
    public const string LabelLeak = "MB2069";
    public const string SharedRows = "MB2070";
    public const string Drift = "MB2071";
    public const string ReferenceUnreadable = "MB2072";
    public const string ReferenceDiffers = "MB2073";
    public const string NoSample = "MB2098";
}
