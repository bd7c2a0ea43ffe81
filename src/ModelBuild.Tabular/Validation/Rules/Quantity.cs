namespace ModelBuild.Tabular;

// A number or date that a rule has for each row, NaN where it is missing. Rows are worked off in blocks.
abstract class Quantity
{
    public const int Block = 1024;

    // It came out of a calculation and is rounded, so equality needs a tolerance.
    public virtual bool IsComputed => false;

    // Seconds since 1970.
    public bool IsDate { get; init; }

    // Fills the results of the rows from start on, and how far from each the number may be that is meant.
    public abstract void Evaluate(int start, Span<double> results, Span<double> errors);

    // Of a number read or calculated from numbers that are wrong by so much. Rounding moves one by 2^-53 of it at most; four times as
    // much leaves room for what the first order does not see. Integers are what they say as long as all of them are.
    protected static double Error(double value, double inherited)
    {
        const double Rounding = 4.0 / (1L << 53), LargestInteger = 1L << 53;
        return inherited == 0 && value == Math.Floor(value) && Math.Abs(value) <= LargestInteger ? 0 : inherited + Rounding * Math.Abs(value);
    }
}

sealed class ColumnQuantity(NumericColumn column) : Quantity
{
    public override void Evaluate(int start, Span<double> results, Span<double> errors)
    {
        column.Values.Slice(start, results.Length).CopyTo(results);
        for (var i = 0; i < results.Length; i++)
            errors[i] = Error(results[i], 0);
    }
}

sealed class ConstantQuantity(double value) : Quantity
{
    public override void Evaluate(int start, Span<double> results, Span<double> errors)
    {
        results.Fill(value);
        errors.Fill(Error(value, 0));
    }
}

// Errors go along by the rules of first order: those of terms add up, those of factors in proportion.
sealed class CalculatedQuantity(char operation, Quantity left, Quantity right) : Quantity
{
    readonly double[] buffer = new double[Block];
    readonly double[] bufferOfErrors = new double[Block];

    public override bool IsComputed => true;

    public override void Evaluate(int start, Span<double> results, Span<double> errors)
    {
        left.Evaluate(start, results, errors);
        var others = buffer.AsSpan(0, results.Length);
        right.Evaluate(start, others, bufferOfErrors);
        for (var i = 0; i < results.Length; i++)
        {
            var (a, b, ofA, ofB) = (results[i], others[i], errors[i], bufferOfErrors[i]);
            var (value, inherited) = operation switch
            {
                '+' => (a + b, ofA + ofB),
                '-' => (a - b, ofA + ofB),
                '*' => (a * b, Math.Abs(a) * ofB + Math.Abs(b) * ofA),
                _ => (a / b, (ofA + Math.Abs(a / b) * ofB) / Math.Abs(b)),
            };
            (results[i], errors[i]) = (value, Error(value, inherited));
        }
    }
}
