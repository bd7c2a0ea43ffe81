using System.CommandLine;
using System.Text;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Explaining;
using ModelBuild.Core.Gates;
using ModelBuild.Packaging;
using ModelBuild.Reporting;
using ModelBuild.Store;
using ModelBuild.Verification;

namespace ModelBuild.Tool;

/// <summary><c>modelbuild gates</c>: judges a model that is there by a definition's gates, without training.</summary>
static class GatesCommand
{
    const string Extension = ".model.yaml";

    public static Command Create(Func<string, string?> environment)
    {
        var model = new Argument<string>("MODEL") { Description = "The folder of a model, such as bin/Debug/net10.0/models/NAME, or a model package or the folder of one, which is verified first." };
        var definition = new Option<string>("--definition") { HelpName = "FILE", Description = "The definition that has the gates. Default: NAME.model.yaml in the current folder." };
        var overlay = new Option<string>("--environment") { HelpName = "NAME", Description = "The environment whose overlay lies over the definition. Default: none." };
        var champion = new Option<string>("--champion") { HelpName = "MODEL", Description = "The model to compare with, as MODEL is given. What was recorded of both is compared; nothing is evaluated. Default: none." };
        var explain = new Option<bool>("--explain") { Description = "Say of each gate what it demands and where that stands, what was measured, and what to do." };
        var json = new Option<bool>("--json") { Description = "As JSON, in the form of gates.json." };
        var trust = new TrustOptions(environment);
        var command = new Command("gates", "Judge an existing model or package by the gates of a definition, without training. Exit code 0: no gate failed; 1: one did.") { model, definition, overlay, champion, explain, json };
        trust.AddTo(command);
        command.SetAction(result => Run(
            result.GetRequiredValue(model), result.GetValue(definition), result.GetValue(overlay) ?? "", result.GetValue(champion),
            result.GetValue(explain), result.GetValue(json), package => trust.Keys(result, package)));
        return command;
    }

    static int Run(string path, string? definition, string environment, string? championPath, bool explain, bool json, Func<string, TrustedKeys> keys)
    {
        try
        {
            var model = JudgedFiles.Read(path, keys);
            var file = Path.GetFullPath(definition ?? model.Name + Extension);
            if (!File.Exists(file))
                throw new IOException($"there is no definition '{file}'. Name it with --definition FILE.");
            var declared = DeclaredGates.Read(file, NameOf(file), environment);
            foreach (var error in declared.Errors)
                Console.Error.WriteLine(error);
            if (declared.Errors.Count > 0)
                return ExitCode.Failed;
            var champion = Champion(model, championPath, keys);
            var outcomes = GateJudge.Judge(declared.Gates, new()
            {
                Evaluation = model.Evaluation,
                Champion = champion,
                ModelBytes = model.Bytes,
                Waivers = declared.Waivers,
                WhyNoDrift = "this command sees no data. A build measures it.",
                Today = Today.Of(TimeProvider.System),
            });
            Show(model, outcomes, champion, explain, json);
            if (model.IsOfEarlierBuild)
                Console.Error.WriteLine($"{model.Title}: this is the last good model. The last build failed, and its reports are about another one.");
            if (declared.Pipeline.Length > 0)
                Console.Error.WriteLine($"{file}: warning MB4041: gates that the pipeline '{declared.Pipeline}' has as methods and the definition does not name are not among these. A build judges them.");
            if (outcomes.Count == 0)
                Console.Error.WriteLine($"{file}: error MB4050: '{model.Name}' has no gate, and nothing was judged. Add one to the definition.");
            return outcomes.Count == 0 || outcomes.Any(outcome => outcome.Verdict == Verdict.Failed) ? ExitCode.Failed : 0;
        }
        catch (VerificationException exception)
        {
            Console.Error.WriteLine(exception.Line);
        }
        catch (SigningException exception)
        {
            Console.Error.WriteLine($"{exception.Place}: error {exception.Code}: {exception.Message}");
        }
        catch (EvaluationFormatException exception)
        {
            Console.Error.WriteLine($"{path}: error MB3019: the evaluation cannot be read: {exception.Message}");
        }
        catch (ArtifactException exception)
        {
            Console.Error.WriteLine($"{exception.Path}: error {exception.Code}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"modelbuild gates: {exception.Message}");
        }
        return ExitCode.Failed;
    }

    static void Show(JudgedFiles model, IReadOnlyList<GateOutcome> outcomes, Champion champion, bool explain, bool json)
    {
        if (json)
            Console.Write(Encoding.UTF8.GetString(GatesFile.Write(outcomes, [])));
        else if (explain)
            Console.WriteLine(string.Join("\n\n", outcomes.Select(outcome => string.Join('\n', GateExplanation.Of(outcome, champion)))));
        else
            Console.Write(GateTable.Write(new() { Model = model.Name, Project = "", Definition = "", Gates = outcomes }));
        if (explain)
            return; // it has said so
        foreach (var outcome in outcomes)
            if (outcome.Finding is { } finding)
                Console.Error.WriteLine(finding);
    }

    static Champion Champion(JudgedFiles model, string? path, Func<string, TrustedKeys> keys)
    {
        if (path is null)
            return new NoChampion("none was given with --champion");
        var champion = JudgedFiles.Read(path, keys);
        if (champion.Evaluation is not { } metrics)
            return new UnusableChampion(champion.Title, "MB4016", "nothing was recorded of it.");
        var isSame = champion.MeasuredOn is not null && champion.MeasuredOn == model.MeasuredOn;
        return new KnownChampion(champion.Title, metrics, isSame ? ComparisonBasis.RecordedOnSameRows : ComparisonBasis.RecordedOnOtherRows)
        {
            Why = "this command evaluates nothing. A build does.",
            Code = "MB4014",
        };
    }

    static string NameOf(string file) => Path.GetFileName(file) is var name && name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : Path.GetFileNameWithoutExtension(file);
}
