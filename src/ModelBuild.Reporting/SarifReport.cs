using System.Text.Json;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;

namespace ModelBuild.Reporting;

/// <summary>Gates that do not hold as results of an analysis: SARIF 2.1.0. What a waiver lets pass is suppressed.</summary>
/// <remarks>https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Without what holds: GitHub's code scanning opens an alert for each result, whatever its kind.</remarks>
public static class SarifReport
{
    /// <summary>In UTF-8, without a byte order mark, with a final line end.</summary>
    public static byte[] Write(JudgedModel model, ReportLinks links) => JsonFile.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        WriteRun(json, model, links);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    sealed record Result(string Rule, string Level, string Message, SourceFile Place, string Fingerprint, GateOutcome? Outcome);

    static void WriteRun(Utf8JsonWriter json, JudgedModel model, ReportLinks links)
    {
        var results = model.Gates.Where(outcome => outcome.Verdict is Verdict.Failed or Verdict.Warned or Verdict.Waived).Select(outcome => Of(outcome, outcome.Finding!, model)).ToList();
        results.AddRange(model.Problems.Select((problem, i) => new Result(
            problem.Code, "error", problem.Message, SourceFile.Of(problem.Place, model), StableId.Fingerprint("problem", model.Project, model.Model, model.Environment, problem.Code, $"{i}"), null)));
        var rules = results.Select(result => result.Rule).Distinct().Order(StringComparer.Ordinal).ToList();
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "ModelBuild");
        json.WriteStartArray("rules");
        foreach (var rule in rules)
            WriteRule(json, rule);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        // The id of a category ends with a slash, and what is behind that is of one run: several models of a commit do not replace each other.
        json.WriteStartObject("automationDetails");
        json.WriteString("id", $"modelbuild/{string.Join('/', new[] { model.Project, model.Model, model.Environment }.Where(part => part.Length > 0).Select(part => PlainText.Of(part).Replace('/', '-')))}/");
        json.WriteEndObject();
        if (results.Any(result => result.Place.RelativeTo(links.SourceRoot) is not null))
            WriteRoot(json);
        json.WriteString("columnKind", "utf16CodeUnits");
        // In a run, all results say whether they are suppressed, or none does (3.27.23).
        var saysSuppressed = results.Any(result => result.Outcome?.Verdict == Verdict.Waived);
        json.WriteStartArray("results");
        foreach (var result in results)
            WriteResult(json, result, rules.IndexOf(result.Rule), saysSuppressed, links);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static Result Of(GateOutcome outcome, Diagnostic finding, JudgedModel model) => new(
        finding.Code, outcome.Verdict == Verdict.Failed ? "error" : "warning", finding.Message,
        SourceFile.Of(finding.Place, model), StableId.Fingerprint("gate", model.Project, model.Model, model.Environment, outcome.Name), outcome);

    static void WriteRule(Utf8JsonWriter json, string code)
    {
        json.WriteStartObject();
        json.WriteString("id", PlainText.Of(code));
        if (Catalogue.Find(code) is { } rule)
        {
            WriteText(json, "shortDescription", rule.Title);
            WriteText(json, "fullDescription", $"{rule.Title}.");
            json.WriteStartObject("help");
            json.WriteString("text", rule.Help);
            json.WriteString("markdown", rule.Help);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    // Where it is, is the reader's to know: the file is the same on every machine.
    static void WriteRoot(Utf8JsonWriter json)
    {
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject("SRCROOT");
        WriteText(json, "description", "The root of the repository.");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void WriteResult(Utf8JsonWriter json, Result result, int rule, bool saysSuppressed, ReportLinks links)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", PlainText.Of(result.Rule));
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("kind", "fail");
        json.WriteString("level", result.Level);
        WriteText(json, "message", WithoutLinks(result.Message));
        WritePlace(json, result.Place, links);
        json.WriteStartObject("partialFingerprints");
        json.WriteString("modelbuildGate/v1", result.Fingerprint);
        json.WriteEndObject();
        if (saysSuppressed)
            WriteSuppressions(json, result.Outcome?.Verdict == Verdict.Waived ? result.Outcome.Waiver : null);
        if (result.Outcome is { } outcome)
            WriteProperties(json, outcome);
        json.WriteEndObject();
    }

    static void WritePlace(Utf8JsonWriter json, SourceFile place, ReportLinks links)
    {
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", place.Uri(links.SourceRoot));
        if (place.RelativeTo(links.SourceRoot) is not null)
            json.WriteString("uriBaseId", "SRCROOT");
        json.WriteEndObject();
        if (place.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", place.Line);
            if (place.Column > 0)
                json.WriteNumber("startColumn", place.Column);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    static void WriteSuppressions(Utf8JsonWriter json, Waiver? waiver)
    {
        json.WriteStartArray("suppressions");
        if (waiver is not null)
        {
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("status", "accepted");
            json.WriteString("justification", PlainText.Of(string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{waiver.Reason} (waived by {waiver.By} until {waiver.Until:yyyy-MM-dd})")));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteProperties(Utf8JsonWriter json, GateOutcome outcome)
    {
        json.WriteStartObject("properties");
        json.WriteString("gate", PlainText.Of(outcome.Name));
        json.WriteString("verdict", GatesFile.Name(outcome.Verdict));
        if (Shown.Value(outcome) is { Length: > 0 } value)
            json.WriteString("value", value);
        if (outcome.Demand.Length > 0)
            json.WriteString("demand", PlainText.Of(outcome.Demand));
        if (outcome.Slice is { } slice)
            json.WriteString("slice", PlainText.Of($"{slice}"));
        json.WriteEndObject();
    }

    static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", PlainText.Of(text));
        json.WriteEndObject();
    }

    // [text](target) in a message is a link (3.11.6).
    static string WithoutLinks(string message) => message.Replace("](", "] (", StringComparison.Ordinal);
}
