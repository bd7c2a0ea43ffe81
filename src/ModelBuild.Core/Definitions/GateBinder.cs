using ModelBuild.Core.Configuration;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Definitions;

/// <summary>The keys of one gate, and what they are together.</summary>
/// <param name="methods">The pipeline's own gates, by stage, and whether each looks at a champion; null where the pipeline is not known.</param>
sealed class GateBinder(DefinitionErrors errors, IReadOnlyDictionary<string, bool>? methods, YamlMapping mapping, Mark place)
{
    static readonly string[] Measures = [GateName.Size, GateName.TrainingTime, GateName.Latency];

    static readonly string[] Subjects = ["metric", "measure", "drift", "gate"];

    readonly ScalarReader scalars = new(errors);
    readonly List<KeyValuePair<string, string>> demands = [];

    bool Has(string key) => mapping.Find(key) is not null;

    void Demanded(string key, string json) => demands.Add(new(key, json));

    /// <returns>Null after an error that leaves nothing to judge.</returns>
    public GateDeclaration? Bind(YamlSequence all) => Demand(Subject(all));

    GateSubject? Subject(YamlSequence all)
    {
        var given = Subjects.Where(Has).ToList();
        if (given.Count > 1)
        {
            Together(given[1], $"a gate is about one thing, and this one has `{given[0]}` and `{given[1]}`. Make two gates of it.");
            return null;
        }
        switch (given.FirstOrDefault())
        {
            case "metric":
                if (NotEmpty(mapping.Find("metric")!.Value, "the gate's metric") is not { } metric)
                    return null;
                Demanded("metric", CanonicalJson.Text(metric));
                var better = Has("better") ? scalars.Name(mapping.Find("better")!.Value, "the gate's better", ["higher", "lower"]) : null;
                if (better is not null)
                    Demanded("better", CanonicalJson.Text(better));
                var known = MetricDirection.IsHigherBetter(metric);
                if (better is not null && known is { } isHigher && isHigher != (better == "higher"))
                    Together("better", $"of {Wording.Name(metric)} {(isHigher ? "more" : "less")} is better, and the gate says the opposite. Remove `better`.");
                return new MetricSubject(metric, known ?? (better is null ? null : better == "higher"));
            case "measure":
                if (scalars.Name(mapping.Find("measure")!.Value, "the gate's measure", Measures) is not { } measure)
                    return null;
                Demanded("measure", CanonicalJson.Text(measure));
                return measure switch { GateName.Size => new SizeSubject(), GateName.TrainingTime => new TrainingTimeSubject(), _ => new LatencySubject() };
            case "drift":
                if (NotEmpty(mapping.Find("drift")!.Value, "the gate's drift") is not { } statistic)
                    return null;
                var column = mapping.Find("column") is { } named ? NotEmpty(named.Value, "the gate's column") : null;
                Demanded("drift", CanonicalJson.Text(statistic));
                if (column is not null)
                    Demanded("column", CanonicalJson.Text(column));
                return new DriftSubject(statistic, column);
            case "gate":
                if (NotEmpty(mapping.Find("gate")!.Value, "the gate") is not { } method)
                    return null;
                var seesChampion = false;
                if (methods is not null && !methods.TryGetValue(method, out seesChampion))
                {
                    errors.Add("MB1030", mapping.Find("gate")!.Value.Place, $"the pipeline has no gate {Wording.Quote(method)}"
                        + (NearestName.Find(method, methods.Keys) is { } near ? $"; did you mean {Wording.Quote(near)}? " : ". ")
                        + (methods.Count == 0 ? "It has none of its own: mark a method with [Gate]." : $"It has {Wording.List(methods.Keys.Order(StringComparer.Ordinal))}."));
                    return null;
                }
                Demanded("gate", CanonicalJson.Text(method));
                return new MethodSubject(method, seesChampion);
            default:
                WithoutSubject(all);
                return null;
        }
    }

    void WithoutSubject(YamlSequence all)
    {
        if (mapping.Find("name")?.Value is YamlScalar { Text: { Length: > 0 } unknown })
        {
            // Most likely it was to change a gate: without a metric it can be no other.
            var nearest = NearestName.Find(unknown, all.Items.Where(item => item != mapping).Select(GateMerge.NameOf).OfType<string>());
            errors.Add("MB1014", mapping.PlaceWithout("metric", place),
                $"the gate {Wording.Quote(unknown)} has no metric{(nearest is null ? "." : $"; did you mean the gate {Wording.Quote(nearest)}?")} A gate of its own needs `metric: NAME`.");
            return;
        }
        errors.Add("MB1014", mapping.PlaceWithout("metric", place), "the gate has no metric. Add `metric: NAME`.");
    }

    /// <summary>What it demands; checked also where it is not known what of.</summary>
    GateDeclaration? Demand(GateSubject? subject)
    {
        if (subject is null && !Subjects.Any(Has) && Has("name"))
            return null;
        var (min, max) = Bounds(subject);
        var slices = Slices(subject);
        var comparison = Comparison(subject);
        var hasBounds = Has("min") || Has("max") || Has("between");
        var isNothing = !hasBounds && !Has("against") && subject is not (MethodSubject or LatencySubject) && (subject is not null || !(Has("gate") || Has("measure")));
        if (isNothing)
            errors.Add("MB1024", mapping.PlaceWithout("min", mapping.PlaceWithout("max", place)), subject is MetricSubject or null
                ? "the gate has neither min nor max. Add one of them, or both."
                : $"the gate demands nothing of {subject.Title}. Add `max`.");
        if (min > max)
            errors.Add("MB1025", place, $"the gate can never pass: its min {Wording.Number(min.Value)} is above its max {Wording.Number(max.Value)}. Exchange or correct them.");
        var ofInterval = Flag("interval", "of a metric with min or max", subject is MetricSubject && hasBounds);
        var minSamples = Only("minSamples", "of a metric", subject is MetricSubject) ? scalars.Integer(mapping.Find("minSamples")!.Value, "the gate's minSamples", least: 1) : null;
        if (minSamples is { } samples)
            Demanded("minSamples", CanonicalJson.Integer(samples));
        var letsFewPass = Choice("ifTooFew", "fail", "pass", "with minSamples", Has("minSamples"));
        var severity = Has("severity") ? scalars.Name(mapping.Find("severity")!.Value, "the gate's severity", ["error", "warning"]) : null;
        var reason = Has("reason") ? NotEmpty(mapping.Find("reason")!.Value, "the gate's reason") : null;
        Only("better", "of a metric that is compared", subject is MetricSubject && Has("against"));
        Only("column", "of a drift", subject is DriftSubject);
        if (Has("name") && NotEmpty(mapping.Find("name")!.Value, "the gate's name") is null)
            return null;
        if (subject is null || GateMerge.NameOf(mapping) is not { } name)
            return null;
        return new(name, subject, place)
        {
            Reason = reason,
            Severity = severity == "warning" ? Severity.Warning : Severity.Error,
            Min = min,
            Max = max,
            OfInterval = ofInterval,
            Comparison = comparison,
            Slices = slices,
            MinSamples = minSamples ?? 1,
            LetsFewPass = letsFewPass,
            Demands = demands,
        };
    }

    (double? Min, double? Max) Bounds(GateSubject? subject)
    {
        if (mapping.Find("between") is { } between)
        {
            if (Has("min") || Has("max"))
                Together("between", "`between` says both bounds. Remove `min` and `max`, or it.");
            if (between.Value is not YamlSequence { Items: [var least, var most] })
            {
                errors.WrongType("the gate's between", "a list of two numbers, [MIN, MAX]", between.Value);
                return default;
            }
            return (Bound("min", least, subject), Bound("max", most, subject));
        }
        return (mapping.Find("min") is { } low ? Bound("min", low.Value, subject) : null, mapping.Find("max") is { } high ? Bound("max", high.Value, subject) : null);
    }

    /// <summary>Bytes of a size, seconds of a time, else a number.</summary>
    double? Bound(string key, YamlNode node, GateSubject? subject)
    {
        if (subject is MethodSubject or LatencySubject || Has("against"))
        {
            Together(key, subject is MethodSubject ? "a method says by itself what it demands. Remove the bound." : subject is LatencySubject ? "latency is compared with the champion's. Use `maxRatio`." : "what is compared has no bounds of its own. Make two gates of it.");
            return null;
        }
        var amounts = new ResourcesBinder(errors);
        double? value = subject switch
        {
            SizeSubject => amounts.Memory(node, $"the gate's {key}"),
            TrainingTimeSubject => amounts.Time(node, $"the gate's {key}")?.TotalSeconds,
            _ => scalars.Number(node, $"the gate's {key}"),
        };
        if (value is { } number)
            Demanded(key, CanonicalJson.Number(number));
        return value;
    }

    GateSlices? Slices(GateSubject? subject)
    {
        var entry = mapping.Find("slice") ?? mapping.Find("slices");
        if (entry is null)
            return null;
        if (!Only(entry.Key, "of a metric", subject is MetricSubject or null))
            return null;
        if (Has("slice") && Has("slices"))
            Together("slices", "`slice` is one slice, and `slices` every one of a column. Remove one of the two.");
        if (entry.Key == "slices")
        {
            if (NotEmpty(entry.Value, "the gate's slices") is not { } column)
                return null;
            Demanded("slices", CanonicalJson.Text(column));
            return new(column, null);
        }
        if (entry.Value is not YamlMapping { Entries: [{ Value: YamlScalar value } one] } || CoreSchema.IsNull(value))
        {
            errors.WrongType("the gate's slice", "a mapping of one column to one value, { COLUMN: VALUE }", entry.Value);
            return null;
        }
        Demanded("slice", CanonicalJson.Mapping([(one.Key, CanonicalJson.Text(value.Text))]));
        return new(one.Key, value.Text); // slices are named by texts: 1 and '1' are the same
    }

    GateComparison? Comparison(GateSubject? subject)
    {
        var rules = new[] { "maxRegression", "minImprovement", "test", "maxRatio" }.Where(Has).ToList();
        if (!Has("against") && subject is not LatencySubject)
        {
            foreach (var key in rules)
                Together(key, $"`{key}` compares, and nothing says with what. Add `against: champion`, `against: baseline` or a number.");
            foreach (var key in new[] { "margin", "method", "confidence", "ifMissing", "otherData" })
                Only(key, "of a gate with `against: champion`", false);
            return null;
        }
        if (subject is not (MetricSubject or LatencySubject or null))
        {
            Together("against", $"{subject.Title} is not compared. Give it `max`.");
            return null;
        }
        var with = Reference(subject);
        if (rules.Count > 1)
            Together(rules[1], $"a gate has one condition, and this one has `{rules[0]}` and `{rules[1]}`. Make two gates of it.");
        if (rules.Count == 0)
            errors.Add("MB1024", place, subject is LatencySubject
                ? "the gate does not say how much slower than the champion the model may be. Add `maxRatio: 1.2`."
                : "the gate does not say how its values may differ. Add `maxRegression`, `minImprovement` or `test`.");
        if (subject is MetricSubject { HigherIsBetter: null } unknown)
            errors.Add("MB1031", place, $"nothing says whether more or less of {Wording.Name(unknown.Metric)} is better. Add `better: higher` or `better: lower`.");
        var isChampion = with is ChampionReference;
        var rule = rules.Count == 1 ? Rule(rules[0], subject, isChampion) : null;
        if (rules is not ["test"])
            foreach (var key in new[] { "margin", "method", "confidence" })
                Only(key, "of a gate with `test`", false);
        var letsFirstPass = Choice("ifMissing", "fail", "pass", "of a gate with `against: champion`", isChampion);
        var takesOtherData = Choice("otherData", "fail", "compare", "of a gate with `against: champion` and without `test`", isChampion && rule is MaxRegression or MinImprovement);
        return with is null || rule is null ? null : new(with, rule) { LetsFirstPass = letsFirstPass, TakesOtherData = takesOtherData };
    }

    GateReference? Reference(GateSubject? subject)
    {
        if (mapping.Find("against") is not { Value: var node })
        {
            Demanded("against", CanonicalJson.Text("champion"));
            return new ChampionReference();
        }
        if (node is YamlScalar { Quoted: false } scalar && CoreSchema.KindOf(scalar) is ScalarKind.Integer or ScalarKind.Number && subject is not LatencySubject)
        {
            if (scalars.Number(node, "the gate's against") is not { } number)
                return null;
            Demanded("against", CanonicalJson.Number(number));
            return new NumberReference(number);
        }
        if (scalars.Name(node, "the gate's against", subject is LatencySubject ? ["champion"] : ["champion", "baseline"]) is not { } name)
            return null;
        Demanded("against", CanonicalJson.Text(name));
        return name == "champion" ? new ChampionReference() : new BaselineReference();
    }

    ComparisonRule? Rule(string key, GateSubject? subject, bool isChampion)
    {
        var node = mapping.Find(key)!.Value;
        if ((key == "maxRatio") != subject is LatencySubject)
        {
            Together(key, subject is LatencySubject ? $"latency is compared by `maxRatio`, not by `{key}`." : "`maxRatio` is of `measure: latency`.");
            return null;
        }
        if (key == "maxRatio")
        {
            if (scalars.Number(node, "the gate's maxRatio") is not { } ratio)
                return null;
            if (ratio <= 0)
                errors.Add("MB1016", node.Place, $"the gate's maxRatio must be above 0, but is {Wording.Number(ratio)}.");
            Demanded(key, CanonicalJson.Number(ratio));
            return new MaxRatio(ratio);
        }
        if (key == "test")
            return Test(node, subject, isChampion);
        if (ReadAmount(key, node) is not { } amount)
            return null;
        Demanded(key, amount.IsRelative ? CanonicalJson.Text(Demands.Text(amount).Replace(" ", "", StringComparison.Ordinal)) : CanonicalJson.Number(amount.Value));
        return key == "maxRegression" ? new MaxRegression(amount) : new MinImprovement(amount);
    }

    /// <summary>A number, or a share of the reference: <c>2%</c>.</summary>
    Amount? ReadAmount(string key, YamlNode node)
    {
        var isRelative = node is YamlScalar { Text: [.., '%'] };
        var value = node is YamlScalar { Text: [.. var digits, '%'] } scalar
            ? scalars.Number(scalar with { Text = digits.TrimEnd(), Quoted = false }, $"the gate's {key}") / 100
            : scalars.Number(node, $"the gate's {key}");
        if (value < 0)
            errors.Add("MB1016", node.Place, $"the gate's {key} must be at least 0, but is {Wording.Name(((YamlScalar)node).Text)}.");
        return value is >= 0 ? new(value.Value, isRelative) : null;
    }

    ComparisonRule? Test(YamlNode node, GateSubject? subject, bool isChampion)
    {
        if (!isChampion)
            Together("test", "only the champion is tested against row by row. Use `maxRegression` or `minImprovement`.");
        var test = scalars.Name(node, "the gate's test", ["non-inferiority", "superiority"]);
        var method = Has("method") ? scalars.Name(mapping.Find("method")!.Value, "the gate's method", ["bootstrap", "delong", "mcnemar"]) : "bootstrap";
        if (subject is MetricSubject metric && method is "delong" or "mcnemar" && ((MetricSubject)subject!).Metric != (method == "delong" ? "auc" : "accuracy"))
            Together("method", $"`{method}` compares {(method == "delong" ? "auc" : "accuracy")}, and the gate is about {Wording.Name(metric.Metric)}. Use `bootstrap`.");
        var margin = Has("margin") ? scalars.Number(mapping.Find("margin")!.Value, "the gate's margin") : null;
        if (test == "non-inferiority" && !Has("margin"))
            errors.Add("MB1014", place, "the gate's margin is required, but is not set. Add `margin`: by how much the model may be worse.");
        if (margin is { } given && (given < 0 || (given == 0 && test == "non-inferiority")))
            errors.Add("MB1016", mapping.Find("margin")!.Value.Place, $"the gate's margin must be {(test == "superiority" ? "at least" : "above")} 0, but is {Wording.Number(given)}.");
        var confidence = Has("confidence") ? scalars.Number(mapping.Find("confidence")!.Value, "the gate's confidence") : 0.95;
        if (confidence is { } level && level is not (> 0.5 and < 1))
            errors.Add("MB1016", mapping.Find("confidence")!.Value.Place, $"the gate's confidence must be above 0.5 and below 1, but is {Wording.Number(level)}.");
        if (test is null || method is null || confidence is not (> 0.5 and < 1) || margin < 0 || (test == "non-inferiority" && margin is not > 0))
            return null;
        Demanded("test", CanonicalJson.Text(test));
        Demanded("method", CanonicalJson.Text(method));
        Demanded("margin", CanonicalJson.Number(margin ?? 0));
        Demanded("confidence", CanonicalJson.Number(confidence.Value));
        var paired = method switch { "delong" => PairedMethod.DeLong, "mcnemar" => PairedMethod.McNemar, _ => PairedMethod.Bootstrap };
        return test == "superiority" ? new Superiority(margin ?? 0, paired, confidence.Value) : new NonInferiority(margin!.Value, paired, confidence.Value);
    }

    /// <summary>Whether the key is there; where it has no meaning that is an error.</summary>
    bool Only(string key, string where, bool fits)
    {
        if (!Has(key))
            return false;
        if (!fits)
            Together(key, $"`{key}` is {where}. Remove it.");
        return fits;
    }

    bool Flag(string key, string where, bool fits)
    {
        if (!Only(key, where, fits) || scalars.Boolean(mapping.Find(key)!.Value, $"the gate's {key}") is not { } value)
            return false;
        if (value)
            Demanded(key, CanonicalJson.Boolean(value));
        return value;
    }

    /// <returns>Whether it is the second of the two.</returns>
    bool Choice(string key, string usual, string other, string where, bool fits)
    {
        if (!Only(key, where, fits) || scalars.Name(mapping.Find(key)!.Value, $"the gate's {key}", [usual, other]) is not { } chosen)
            return false;
        if (chosen == other)
            Demanded(key, CanonicalJson.Text(chosen));
        return chosen == other;
    }

    void Together(string key, string message) => errors.Add("MB1029", mapping.Find(key)!.KeyPlace, message);

    string? NotEmpty(YamlNode node, string what)
    {
        var text = scalars.Text(node, what);
        if (text is null || !string.IsNullOrWhiteSpace(text))
            return text;
        errors.Add("MB1019", node.Place, $"{what} must have at least 1 character that is not a space, but is {Wording.Quote(text)}.");
        return null;
    }
}
