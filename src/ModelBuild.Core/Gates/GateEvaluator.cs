using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Gates;

/// <summary>Judges an evaluation by the gates of its definition. What cannot be judged has failed.</summary>
public static class GateEvaluator
{
    /// <summary>One outcome for each gate, in the order of the gates.</summary>
    public static IReadOnlyList<GateOutcome> Evaluate(IReadOnlyList<GateDeclaration> gates, EvaluationMetrics evaluation) =>
        [.. gates.Select(gate => Judge(gate, evaluation))];

    static GateOutcome Judge(GateDeclaration gate, EvaluationMetrics evaluation)
    {
        var metric = Wording.Name(gate.Metric);
        if (evaluation.Find(gate.Metric) is not { } value)
        {
            var names = evaluation.Metrics.Select(known => known.Name).ToList();
            var nearest = NearestName.Find(gate.Metric, names) is { } near ? $"; did you mean {Wording.Quote(near)}?" : ".";
            var choice = names.Count == 0 ? "It has no metrics." : $"It has {Wording.List(names)}.";
            return Failed("MB4003", null, $"the evaluation has no metric {Wording.Quote(gate.Metric)}{nearest} {choice}");
        }
        if (!double.IsFinite(value))
            return Failed("MB4004", value,
                $"{metric} is {Wording.Number(value)} over {evaluation.Rows} rows, which no gate accepts. Look at the evaluated rows and the model's predictions.");
        if (value < gate.Min)
            return Failed("MB4001", value,
                $"{metric} {Wording.Number(value)} is below its minimum {Wording.Number(gate.Min.Value)}. Train a better model, or lower the gate's min and say why in the commit.");
        if (value > gate.Max)
            return Failed("MB4002", value,
                $"{metric} {Wording.Number(value)} is above its maximum {Wording.Number(gate.Max.Value)}. Train a better model, or raise the gate's max and say why in the commit.");
        return new GateOutcome(gate, value, null);

        GateOutcome Failed(string code, double? value, string message) =>
            new(gate, value, Diagnostic.Error(code, gate.Place, HasOwnName(gate) ? $"gate {Wording.Quote(gate.Name)}: {message}" : message));
    }

    static bool HasOwnName(GateDeclaration gate) =>
        gate.Name != GateDeclaration.DefaultName(gate.Metric, gate.Min is not null, gate.Max is not null);
}
