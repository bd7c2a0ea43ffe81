using System.Text.Json;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Files;

namespace ModelBuild.Core.Gates;

/// <summary>Writes <c>gates.json</c>: what was demanded and what came of it, the same bytes for the same outcomes.</summary>
/// <remarks>
/// An array of <c>{"name", …demands as in the definition…, "severity"?, "reason"?, "slice"?: {"column", "value"}, "value"?, "rows"?,
/// "interval"? or "differenceInterval"? (of the difference to the champion): {"low", "high", "level"}, "demand"?, "verdict", "code"?, "message"?, "note"?, "waiver"?: {"by", "reason", "until"}}</c> in the
/// order of the definition, in UTF-8, without a byte order mark, with a final line end. <c>value</c> is null where the metric is missing;
/// <c>verdict</c> is <c>passed</c>, <c>failed</c>, <c>warned</c>, <c>waived</c> or <c>not-judged</c>.
/// </remarks>
public static class GatesFile
{
    /// <summary>For reports: everything.</summary>
    /// <param name="problems">What fails the model and is of no gate: they come last, as failed gates of the name of their code.</param>
    public static byte[] Write(IReadOnlyList<GateOutcome> outcomes, IReadOnlyList<Diagnostic> problems) => JsonFile.Write(json =>
    {
        json.WriteStartArray();
        foreach (var outcome in outcomes)
        {
            Begin(json, outcome.Gate, outcome.Name);
            Finish(json, outcome);
        }
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("name", problem.Code);
            json.WriteString("verdict", Name(Verdict.Failed));
            json.WriteString("code", problem.Code);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <summary>
    /// For the model itself, whose files are the same whenever and beside whatever champion it is made: of gates that look at a champion or a
    /// clock only what they demand. That the model is there says that nothing failed.
    /// </summary>
    public static byte[] WriteReproducible(IReadOnlyList<GateOutcome> outcomes, IReadOnlyList<Waiver> waivers) => JsonFile.Write(json =>
    {
        json.WriteStartArray();
        foreach (var (outcome, name) in outcomes.Select(outcome => (outcome, NameOf(outcome))).DistinctBy(named => named.Item2))
        {
            Begin(json, outcome.Gate, name);
            if (outcome.Gate.IsReproducible)
            {
                Finish(json, outcome);
                continue;
            }
            if (waivers.FirstOrDefault(waiver => waiver.Gate == name) is { } waiver)
                WriteWaiver(json, waiver);
            json.WriteEndObject();
        }
        json.WriteEndArray();

        // Which slices there are, is not demanded; which are waived, somebody wrote.
        string NameOf(GateOutcome outcome) => outcome.Gate.IsReproducible || waivers.Any(waiver => waiver.Gate == outcome.Name) ? outcome.Name : outcome.Gate.Name;
    });

    /// <summary>As <c>verdict</c> has it.</summary>
    public static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "passed",
        Verdict.Failed => "failed",
        Verdict.Warned => "warned",
        Verdict.Waived => "waived",
        Verdict.NotJudged => "not-judged",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    static void Begin(Utf8JsonWriter json, GateDeclaration gate, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        foreach (var (key, value) in gate.Demands)
        {
            json.WritePropertyName(key);
            json.WriteRawValue(value);
        }
        if (gate.Severity == Severity.Warning)
            json.WriteString("severity", "warning");
        if (gate.Reason is { } reason)
            json.WriteString("reason", reason);
    }

    static void Finish(Utf8JsonWriter json, GateOutcome outcome)
    {
        if (outcome.Gate.Slices is { Value: null } && outcome.Slice is { } slice)
        {
            json.WriteStartObject("slice");
            json.WriteString("column", slice.Column);
            json.WriteString("value", slice.Value);
            json.WriteEndObject();
        }
        if (outcome.Gate.Subject is not MethodSubject || outcome.Value is not null)
            WriteNumber(json, "value", outcome.Value);
        if (outcome.Rows is { } rows)
            json.WriteNumber("rows", rows);
        if (outcome.Interval is { } interval)
        {
            json.WriteStartObject(outcome.Gate.Comparison is null ? "interval" : "differenceInterval");
            WriteNumber(json, "low", interval.Low);
            WriteNumber(json, "high", interval.High);
            json.WriteNumber("level", interval.Level);
            json.WriteEndObject();
        }
        if (outcome.Demand.Length > 0)
            json.WriteString("demand", outcome.Demand);
        json.WriteString("verdict", Name(outcome.Verdict));
        if (outcome.Finding is { } finding)
        {
            json.WriteString("code", finding.Code);
            json.WriteString("message", finding.Message);
        }
        if (outcome.Note.Length > 0)
            json.WriteString("note", outcome.Note);
        if (outcome.Waiver is { } waiver)
            WriteWaiver(json, waiver);
        json.WriteEndObject();
    }

    static void WriteWaiver(Utf8JsonWriter json, Waiver waiver)
    {
        json.WriteStartObject("waiver");
        json.WriteString("by", waiver.By);
        json.WriteString("reason", waiver.Reason);
        json.WriteString("until", Waiver.Text(waiver.Until));
        json.WriteEndObject();
    }

    static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        if (value is { } number)
            MetricsFile.WriteNumber(json, number);
        else
            json.WriteNullValue();
    }
}
