using System.Text;

namespace ModelBuild.Tabular;

// Everything that can be wrong with a table for a definition, all found in one go.
sealed class TableValidation(Table table, DataSource data, SchemaOptions schema, LearningTask task)
{
    const int MostClasses = 1000;

    readonly Findings findings = new();
    IReadOnlyList<KeyValuePair<string, long>> classes = [];

    public ValidationReport Run()
    {
        CheckNames();
        CheckLabel();
        foreach (var name in schema.Key)
            if (table.Find(name) is { } key)
                findings.Add(Codes.MissingKey, "data.key", key, key.IsMissing,
                    _ => $"The key column '{name}' has no value here; a key must be there in every row. Fill it in, or take the column out of data.key.");
        foreach (var (name, rules) in schema.Columns)
            if (table.Find(name) is { } column)
                CheckRules(column, rules);
        findings.Throw(table, data, schema.Separator);

        var columns = new ColumnSummary[table.Columns.Count];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = ColumnSummary.Of(table.Columns[i]);
        return new() { Rows = table.Rows, Columns = columns, Classes = classes };
    }

    void CheckNames()
    {
        foreach (var name in schema.Ignore)
            CheckName(name, "data.ignore");
        foreach (var name in schema.Key)
            CheckName(name, "data.key");
        foreach (var name in schema.Columns.Keys)
            CheckName(name, $"data.columns.{name}");
    }

    void CheckName(string name, string option)
    {
        if (table.Find(name) is null && !table.Dropped.Contains(name))
            findings.Add(Codes.ColumnNotFound, option, $"The data has no column '{name}'.{NearestName.Hint(name, AllNames(), "columns")}");
    }

    void CheckLabel()
    {
        if (schema.Ignore.Contains(schema.Label) || schema.Key.Contains(schema.Label))
        {
            findings.Add(Codes.LabelLeftOut, "data.label", $"The label '{schema.Label}' is also in data.ignore or data.key. Take it out there.");
            return;
        }
        if (table.Find(schema.Label) is not { } label)
        {
            findings.Add(Codes.LabelNotFound, "data.label", $"The data has no column '{schema.Label}' to be the label.{NearestName.Hint(schema.Label, AllNames(), "columns")}");
            return;
        }
        findings.Add(Codes.MissingLabel, "data.label", label, label.IsMissing,
            _ => $"The label '{schema.Label}' is missing here. Fill it in, or remove the row.");
        if (task == LearningTask.Regression)
            CheckRegression(label);
        else
            CheckClasses(label);
        if (task != LearningTask.BinaryClassification && schema.Positive is not null)
            findings.Add(Codes.PositiveNotALabel, "data.positive", $"data.positive is '{schema.Positive}', and only a binary classification has a positive class. Remove it, or change the task.");
    }

    void CheckRegression(Column label)
    {
        if (label is CategoricalColumn categorical)
            findings.Add(Codes.LabelDoesNotFitTask, "data.label",
                $"A regression predicts numbers, and the label '{label.Name}' is text (for instance '{(categorical.Levels.Count > 0 ? categorical.Levels[0] : "")}'). Choose another label, or a classification as the task.");
    }

    void CheckClasses(Column label)
    {
        if (label is NumericColumn numeric)
            foreach (var value in numeric.Values)
                if (!double.IsNaN(value) && value != Math.Floor(value))
                {
                    findings.Add(Codes.LabelDoesNotFitTask, "data.label",
                        $"A classification needs classes, and the label '{label.Name}' has numbers such as {LabelClasses.Name(value)}. Use the task regression, or declare the column categorical.");
                    return;
                }
        var found = LabelClasses.Of(label);
        var counts = found.Count();
        if (found.Names.Count > MostClasses)
            findings.Add(Codes.LabelDoesNotFitTask, "data.label", $"The label '{label.Name}' has {found.Names.Count} different values; a classification may have {MostClasses} classes. Choose another label, or the task regression.");
        else if (found.Names.Count < 2)
            findings.Add(Codes.WrongNumberOfClasses, "data.label", $"The label '{label.Name}' has {(found.Names.Count == 0 ? "no value" : $"the one value '{found.Names[0]}'")} in all rows; a classification needs at least two classes. Add rows of the other classes.");
        else if (task == LearningTask.BinaryClassification && found.Names.Count > 2)
            findings.Add(Codes.WrongNumberOfClasses, "data.label", $"The label '{label.Name}' has {found.Names.Count} classes, and a binary classification has two. {NearestName.List(found.Names, "classes")} Use the task multiclass-classification.");
        else
        {
            if (task == LearningTask.BinaryClassification && found.Positive(schema.Positive) < 0)
            {
                if (schema.Positive is { } positive)
                    findings.Add(Codes.PositiveNotALabel, "data.positive", $"data.positive is '{positive}', and the label '{label.Name}' has no such class.{NearestName.Hint(positive, found.Names, "classes")}");
                else
                    findings.Add(Codes.PositiveNotSet, "data.label", $"The label '{label.Name}' is '{found.Names[0]}' or '{found.Names[1]}'. Say with data.positive which of them the probability is of.");
            }
            var summary = new KeyValuePair<string, long>[counts.Length];
            for (var i = 0; i < counts.Length; i++)
                summary[i] = new(found.Names[i], counts[i]);
            classes = summary;
        }
    }

    void CheckRules(Column column, ColumnRules rules)
    {
        var option = $"data.columns.{column.Name}";
        if (rules.Required)
            findings.Add(Codes.MissingValue, $"{option}.required", column, column.IsMissing,
                _ => $"Column '{column.Name}' is required, and this row has no value. Fill it in, or drop the rule.");
        if (column is NumericColumn numeric)
        {
            var values = numeric.Values;
            if (rules.Min > rules.Max)
                findings.Add(Codes.RuleDoesNotFitColumn, $"{option}.min", $"The minimum {LabelClasses.Name(rules.Min.Value)} of column '{column.Name}' is above its maximum {LabelClasses.Name(rules.Max.Value)}, so no number fits. Correct one of the two.");
            else if (rules.Min is { } min)
                findings.Add(Codes.BelowMinimum, $"{option}.min", column, row => values[row] < min,
                    row => $"{LabelClasses.Name(values[row])} in column '{column.Name}' is below its minimum {LabelClasses.Name(min)}. Correct the data or the rule.");
            if (rules.Max is { } max && !(rules.Min > max))
                findings.Add(Codes.AboveMaximum, $"{option}.max", column, row => values[row] > max,
                    row => $"{LabelClasses.Name(values[row])} in column '{column.Name}' is above its maximum {LabelClasses.Name(max)}. Correct the data or the rule.");
            if (rules.Values is { } allowed)
                CheckNumbers(numeric, allowed, $"{option}.values");
        }
        else if (column is CategoricalColumn categorical)
        {
            if (rules.Min is not null || rules.Max is not null)
                findings.Add(Codes.RuleDoesNotFitColumn, $"{option}.{(rules.Min is null ? "max" : "min")}", $"Column '{column.Name}' is text and has no order; min and max are for numbers. Use values, or declare the column numeric.");
            if (rules.Values is { } allowed)
            {
                var allows = Array.ConvertAll([.. categorical.Levels], level => allowed.Contains(level));
                findings.Add(Codes.UnexpectedValue, $"{option}.values", column, row => categorical.Codes[row] >= 0 && !allows[categorical.Codes[row]],
                    row => Unexpected(column, categorical.Levels[categorical.Codes[row]], allowed));
            }
        }
    }

    void CheckNumbers(NumericColumn column, IReadOnlyList<string> allowed, string option)
    {
        var numbers = new HashSet<double>();
        foreach (var text in allowed)
        {
            if (!NumberText.TryParse(Encoding.UTF8.GetBytes(text), out var number))
            {
                findings.Add(Codes.RuleDoesNotFitColumn, option, $"Column '{column.Name}' is numeric, and '{text}' in its values is not a number. Correct it, or declare the column categorical.");
                return;
            }
            numbers.Add(number);
        }
        findings.Add(Codes.UnexpectedValue, option, column, row => !column.IsMissing(row) && !numbers.Contains(column.Values[row]),
            row => Unexpected(column, LabelClasses.Name(column.Values[row]), allowed));
    }

    static string Unexpected(Column column, string value, IReadOnlyList<string> allowed) =>
        $"'{value}' in column '{column.Name}' is not one of its values.{NearestName.Hint(value, allowed, "values")} Correct the data or the rule.";

    List<string> AllNames()
    {
        var names = new List<string>(table.Columns.Count + table.Dropped.Count);
        foreach (var column in table.Columns)
            names.Add(column.Name);
        names.AddRange(table.Dropped);
        return names;
    }
}
