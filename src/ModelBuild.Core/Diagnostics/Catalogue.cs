namespace ModelBuild.Core.Diagnostics;

/// <summary>Every diagnostic code, in one place. A number is never reused. docs/diagnostics.md is generated from here.</summary>
public static class Catalogue
{
    /// <summary>One code: what it means and what to do about it.</summary>
    public sealed record Rule(string Code, string Title, string Help);

    public static IReadOnlyList<Rule> Rules { get; } =
    [
        // MB0xxx: environment

        // MB1xxx: definition and graph

        // MB2xxx: data
        new("MB2001", "The data is a folder", "The tabular pipeline reads one CSV file. Point `data.path` at the file."),
        new("MB2002", "The data is empty", "Check `data.path`, or what writes the file. It needs a line with the names of its columns, and rows."),
        new("MB2003", "The data has no rows", "Only the header was found. Check what writes the file."),
        new("MB2004", "Two columns have one name", "Rename one of them in the data's first line."),
        new("MB2005", "A column has no name", "The first line of the data must name every column. A separator at the end of the line makes one more."),
        new("MB2006", "A row has too few or too many cells", "Quote cells that contain the separator; write an empty cell where there is no value; check `data.separator`."),
        new("MB2007", "A quote is never closed", "Close it, or write it twice if it belongs to the text (RFC 4180)."),
        new("MB2008", "A quote is in the wrong place", "Quote the whole cell and write the quotes in it twice (RFC 4180)."),
        new("MB2009", "The data is not UTF-8", "Save it as UTF-8."),
        new("MB2010", "A numeric column has text", "Correct the cell, add its text to `data.missing`, or declare the column `type: categorical`."),
        new("MB2011", "A column is mostly numbers and has text", "Declare what it is with `data.columns.NAME.type`, or add the text to `data.missing`. Without the declaration one typing error would turn a number into a category for each of its values."),
        new("MB2012", "A number is too large", "Correct it, or give the column in a larger unit; the largest number is about 1.8e308."),
        new("MB2013", "The data has a single column", "A label and a feature are needed. Set `data.separator` if another character separates the cells."),
        new("MB2014", "A row is too long", "A quote that is opened and never closed is the usual reason."),
        new("MB2020", "The label column is not in the data", "Correct `data.label`; the message lists the columns."),
        new("MB2021", "The label does not fit the task", "A regression predicts numbers, a classification a small number of classes. Change `task` or `data.label`, or declare the label's type."),
        new("MB2022", "A label is missing", "Fill it in, or remove the row."),
        new("MB2023", "The positive class is not one of the labels", "Correct `data.positive`, or remove it where the task is not a binary classification."),
        new("MB2024", "The label has the wrong number of classes", "A binary classification has two, any other at least two. Add rows, or change `task`."),
        new("MB2025", "The positive class is not set", "Say with `data.positive` which of the two classes the probability is of."),
        new("MB2026", "A column that the definition names is not in the data", "Correct the name, or remove it; the message lists the columns."),
        new("MB2027", "A required value is missing", "Fill it in, or remove `required` from the column."),
        new("MB2028", "A number is below its minimum", "Correct the data, or the column's `min`."),
        new("MB2029", "A number is above its maximum", "Correct the data, or the column's `max`."),
        new("MB2030", "A value is not one of those allowed", "Correct the data, or the column's `values`."),
        new("MB2031", "A rule does not fit its column", "`min` and `max` are for numeric columns, and `values` of a numeric column must be numbers."),
        new("MB2032", "A key is missing", "Fill it in, or take the column out of `data.key`."),
        new("MB2033", "The label is left out", "The label cannot be in `data.ignore` or `data.key`."),
        new("MB2040", "A part of the split is empty", "Add rows, or change `split.test` or `split.seed`."),
        new("MB2041", "A class has no row in a part of the split", "Add rows of the class, or change `split.test` or `split.seed`."),
        new("MB2042", "There are no classes to stratify by", "A regression is split with the method `random`."),
        new("MB2043", "Rows of one key have several labels", "A stratified split keeps the rows of one key together and divides by class, so a key must have one label. Use the method `random`, or another `data.key`."),
        new("MB2045", "There are no features", "Every column is the label, a key, ignored, declared with `feature: false`, or has a single value. Ignore fewer, or add columns."),
        new("MB2046", "A column has too many different texts", "Ignore it, declare it with `feature: false`, or group its values."),
        new("MB2047", "A column's numbers are too large to scale", "Give it in a larger unit."),
        new("MB2050", "The least squares have no single solution", "Set `train.l2` to a larger number, or ignore the column that is a combination of others."),
        new("MB2051", "Training gave numbers that are not finite", "Scale the features (`features.scale: standard`), or give the columns in larger units."),
        new("MB2052", "The features do not fit into memory", "Ignore columns with many different texts, or train on fewer rows."),
        new("MB2055", "A column to slice by is not in the data", "Correct `evaluate.slices`. A column that is ignored cannot be sliced by; declare it with `feature: false` instead."),
        new("MB2056", "A column to slice by is not categorical", "Declare it `type: categorical`, or slice by another."),

        // MB3xxx: stage execution
        new("MB3001", "A stage failed", "The stage reported what is wrong, or threw. Its log says more; the error names the log file."),

        // MB4xxx: gates
        new("MB4001", "A metric is below its minimum", "Train a better model, or lower the gate's `min` and say why in the commit."),
        new("MB4002", "A metric is above its maximum", "Train a better model, or raise the gate's `max` and say why in the commit."),

        // MB6xxx: cache and store
    ];

    /// <summary>The rule of a code, or null for a code that is not ours.</summary>
    public static Rule? Find(string code) => Rules.FirstOrDefault(rule => rule.Code == code);
}
