using System.Globalization;
using System.Text;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Planning;

namespace ModelBuild.Packaging.Packing;

/// <summary>Writes a model's <c>README.md</c>: what it is, how good it is, what it had to hold to. Feeds show it.</summary>
static class ModelCard
{
    /// <param name="metrics">Null where nothing was evaluated.</param>
    public static byte[] Write(ModelPlan plan, string packageId, string version, EvaluationMetrics? metrics)
    {
        var text = new StringBuilder();
        Line($"# {Cell(packageId)} {version}");
        Line($"");
        Line($"The model `{Cell(plan.Name)}`, made by the pipeline `{Cell(plan.Definition.Pipeline.Name)}` with ModelBuild.");
        if (metrics is not null)
        {
            Line($"");
            Line($"## Metrics");
            Line($"");
            Line($"Evaluated on {metrics.Rows} rows.");
            Line($"");
            Line($"| metric | value |");
            Line($"|---|---|");
            foreach (var (name, value) in metrics.Metrics)
                Line($"| {Cell(name)} | {value.ToString("R", CultureInfo.InvariantCulture)} |");
        }
        if (metrics is { Slices: [var first, ..] slices })
        {
            var names = first.Metrics.Select(metric => metric.Name).ToList();
            Line($"");
            Line($"## Slices");
            Line($"");
            Line($"| slice | rows |{string.Concat(names.Select(name => $" {Cell(name)} |"))}");
            Line($"|---|---|{string.Concat(names.Select(_ => "---|"))}");
            foreach (var slice in slices)
                Line($"| {Cell(slice.Column)} = {Cell(slice.Value)} | {slice.Rows} |{string.Concat(names.Select(name => $" {Value(slice, name)} |"))}");
        }
        if (plan.Definition.Gates.Count > 0)
        {
            Line($"");
            Line($"## Gates");
            Line($"");
            Line($"| gate | demands |");
            Line($"|---|---|");
            foreach (var gate in plan.Definition.Gates)
                Line($"| {Cell(gate.Name)} | {Cell(string.Join(", ", gate.Demands.Select(demand => $"{demand.Key}: {demand.Value}")))} |");
        }
        Line($"");
        Line($"## Trust");
        Line($"");
        Line($"`modelbuild.manifest.json` says what the model came from, by digest; `dotnet modelbuild verify` checks signature and files.");
        return Encoding.UTF8.GetBytes(text.ToString());

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    static string Value(SliceMetrics slice, string metric) =>
        slice.Metrics.FirstOrDefault(known => known.Name == metric) is { } found ? found.Value.ToString("R", CultureInfo.InvariantCulture) : "";

    /// <summary>Names come from data and definitions: they can neither leave their cell nor become HTML or links.</summary>
    static string Cell(string text)
    {
        var cell = new StringBuilder();
        foreach (var c in Wording.OneLine(text))
        {
            if (c is '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '&' or '#' or '!')
                cell.Append('\\');
            cell.Append(c);
        }
        return cell.ToString();
    }
}
