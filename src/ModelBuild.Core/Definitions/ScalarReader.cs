using System.Globalization;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Definitions;

/// <summary>Reads single values of a known type; says what is wrong with any other and answers null.</summary>
sealed class ScalarReader(DefinitionErrors errors)
{
    public string? Text(YamlNode node, string setting)
    {
        if (Scalar(node, setting, "text") is not { } scalar)
            return null;
        if (CoreSchema.KindOf(scalar) == ScalarKind.Text)
            return scalar.Text;
        var kind = CoreSchema.KindOf(scalar) == ScalarKind.Boolean ? "boolean" : "number";
        errors.Add("MB1015", scalar.Place,
            $"{setting} must be text, but is the {kind} {Wording.Name(scalar.Text)}; if it is meant as text, write it in quotes: {Wording.Quote(scalar.Text)}.");
        return null;
    }

    public bool? Boolean(YamlNode node, string setting)
    {
        const string Expected = "true or false";
        if (Scalar(node, setting, Expected) is not { } scalar)
            return null;
        if (CoreSchema.KindOf(scalar) == ScalarKind.Boolean)
            return scalar.Text[0] is 't' or 'T';
        errors.WrongType(setting, Expected, scalar, Unquoted(scalar, ScalarKind.Boolean));
        return null;
    }

    /// <summary>A whole number of at most 64 bits. (A decimal holds it exactly; the runtime compiles each use of Int128 anew in every process.)</summary>
    public decimal? Integer(YamlNode node, string setting, int bits, bool signed)
    {
        const string Expected = "a whole number";
        if (Scalar(node, setting, Expected) is not { } scalar)
            return null;
        if (CoreSchema.KindOf(scalar) != ScalarKind.Integer)
        {
            errors.WrongType(setting, Expected, scalar, Unquoted(scalar, ScalarKind.Integer));
            return null;
        }
        var (least, most) = Bounds(bits, signed);
        if (decimal.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        errors.Add("MB1016", scalar.Place, $"{setting} must be between {least} and {most}, but is {Wording.Name(scalar.Text)}.");
        return null;
    }

    public int? Integer(YamlNode node, string setting, int least)
    {
        if (Integer(node, setting, 32, signed: true) is not { } value)
            return null;
        if (value >= least)
            return (int)value;
        errors.Add("MB1016", node.Place, $"{setting} must be at least {least}, but is {value}.");
        return null;
    }

    /// <summary>A finite number. Zero has no sign: nobody who writes -0 means another number than 0.</summary>
    public double? Number(YamlNode node, string setting)
    {
        const string Expected = "a number";
        if (Scalar(node, setting, Expected) is not { } scalar)
            return null;
        switch (CoreSchema.KindOf(scalar))
        {
            case ScalarKind.Integer or ScalarKind.Number:
                var value = double.Parse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
                if (double.IsFinite(value))
                    return value == 0 ? 0 : value;
                errors.Add("MB1016", scalar.Place,
                    $"{setting} must be between {Wording.Number(double.MinValue)} and {Wording.Number(double.MaxValue)}, but is {Wording.Name(scalar.Text)}.");
                return null;
            case ScalarKind.NotFinite:
                errors.Add("MB1016", scalar.Place, $"{setting} must be a finite number, but is {scalar.Text}.");
                return null;
            default:
                errors.WrongType(setting, Expected, scalar, Unquoted(scalar, ScalarKind.Integer, ScalarKind.Number));
                return null;
        }
    }

    /// <summary>One of the names, quoted or not: here <c>none</c> or <c>1</c> can be nothing else.</summary>
    public string? Name(YamlNode node, string setting, IReadOnlyList<string> names)
    {
        if (node is YamlScalar named && names.Contains(named.Text))
            return named.Text;
        if (Scalar(node, setting, $"one of {Wording.List(names)}") is { } scalar)
            errors.NotOneOf(setting, names, scalar);
        return null;
    }

    public static (decimal Least, decimal Most) Bounds(int bits, bool signed)
    {
        decimal half = 1UL << (bits - 1);
        return signed ? (-half, half - 1) : (0, (2 * half) - 1);
    }

    /// <summary>Any scalar that is a value.</summary>
    public YamlScalar? Scalar(YamlNode node, string setting, string expected)
    {
        if (node is not YamlScalar scalar)
            errors.WrongType(setting, expected, node);
        else if (CoreSchema.IsNull(scalar))
            errors.NoValue(setting, scalar);
        else
            return scalar;
        return null;
    }

    static string Unquoted(YamlScalar scalar, params ReadOnlySpan<ScalarKind> kinds) =>
        scalar.Quoted && kinds.Contains(CoreSchema.KindOf(scalar with { Quoted = false })) ? "remove the quotes." : "";
}
