namespace ModelBuild.Tabular;

// Whether something holds for each row, in the three-valued logic of S. C. Kleene (On notation for ordinal numbers, 1938):
// what hangs on a missing cell is unknown, and "false and unknown" is false all the same.
abstract class Condition
{
    public const sbyte False = -1, Unknown = 0, True = 1;

    public abstract void Evaluate(int start, Span<sbyte> results);
}

// Exact, but where a side is calculated: 0.1 + 0.2 is 0.3 for everybody who writes a rule.
sealed class Comparison(string operation, Quantity left, Quantity right) : Condition
{
    readonly double[] lefts = new double[Quantity.Block];
    readonly double[] leftErrors = new double[Quantity.Block];
    readonly double[] rights = new double[Quantity.Block];
    readonly double[] rightErrors = new double[Quantity.Block];
    readonly bool isExact = !left.IsComputed && !right.IsComputed;

    public override void Evaluate(int start, Span<sbyte> results)
    {
        left.Evaluate(start, lefts.AsSpan(0, results.Length), leftErrors);
        right.Evaluate(start, rights.AsSpan(0, results.Length), rightErrors);
        for (var i = 0; i < results.Length; i++)
        {
            var (a, b) = (lefts[i], rights[i]);
            if (double.IsNaN(a) || double.IsNaN(b))
            {
                results[i] = Unknown;
                continue;
            }
            var equal = a == b || (!isExact && Math.Abs(a - b) <= leftErrors[i] + rightErrors[i] && double.IsFinite(a - b));
            var holds = operation switch
            {
                "==" => equal,
                "!=" => !equal,
                "<" => a < b && !equal,
                "<=" => a < b || equal,
                ">" => a > b && !equal,
                _ => a > b || equal,
            };
            results[i] = holds ? True : False;
        }
    }
}

// A column of texts and one text, or two such columns; -2 is a text that the other side does not have.
sealed class SameText(CategoricalColumn column, CategoricalColumn? other, int[] codesOfOther, bool negated) : Condition
{
    public static SameText Of(CategoricalColumn column, string text, bool negated) => new(column, null, [IndexOf(column, text)], negated);

    public static SameText Of(CategoricalColumn column, CategoricalColumn other, bool negated)
    {
        var codes = new int[other.Levels.Count];
        for (var level = 0; level < codes.Length; level++)
            codes[level] = IndexOf(column, other.Levels[level]);
        return new(column, other, codes, negated);
    }

    public override void Evaluate(int start, Span<sbyte> results)
    {
        var codes = column.Codes.Slice(start, results.Length);
        var others = other is null ? default : other.Codes.Slice(start, results.Length);
        for (var i = 0; i < results.Length; i++)
        {
            var code = other is null ? codesOfOther[0] : others[i] < 0 ? -1 : codesOfOther[others[i]];
            results[i] = codes[i] < 0 || code == -1 ? Unknown : codes[i] == code != negated ? True : False;
        }
    }

    static int IndexOf(CategoricalColumn column, string text)
    {
        var (low, high) = (0, column.Levels.Count - 1);
        while (low <= high)
        {
            var middle = low + (high - low) / 2;
            var order = string.CompareOrdinal(column.Levels[middle], text);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -2;
    }
}

sealed class IsMissing(Column column, bool negated) : Condition
{
    public override void Evaluate(int start, Span<sbyte> results)
    {
        if (column is NumericColumn numeric)
        {
            var values = numeric.Values.Slice(start, results.Length);
            for (var i = 0; i < results.Length; i++)
                results[i] = double.IsNaN(values[i]) != negated ? True : False;
        }
        else if (column is CategoricalColumn categorical)
        {
            var codes = categorical.Codes.Slice(start, results.Length);
            for (var i = 0; i < results.Length; i++)
                results[i] = codes[i] < 0 != negated ? True : False;
        }
    }
}

sealed class Not(Condition condition) : Condition
{
    public override void Evaluate(int start, Span<sbyte> results)
    {
        condition.Evaluate(start, results);
        for (var i = 0; i < results.Length; i++)
            results[i] = (sbyte)-results[i];
    }
}

// Both: the lesser of the two; one of them: the greater.
sealed class Joined(bool both, Condition left, Condition right) : Condition
{
    readonly sbyte[] buffer = new sbyte[Quantity.Block];

    public override void Evaluate(int start, Span<sbyte> results)
    {
        left.Evaluate(start, results);
        var others = buffer.AsSpan(0, results.Length);
        right.Evaluate(start, others);
        for (var i = 0; i < results.Length; i++)
            results[i] = both ? Math.Min(results[i], others[i]) : Math.Max(results[i], others[i]);
    }
}
