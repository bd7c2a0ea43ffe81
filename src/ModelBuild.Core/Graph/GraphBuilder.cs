using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ModelBuild.Core.Code;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Graph;

/// <summary>Makes the graph of a bound definition: a node for each stage that is on, and for each instance of a repeated one.</summary>
public static class GraphBuilder
{
    /// <param name="variables">The digests of environment variables that stages declare; null where one is not set. Default: none is.</param>
    /// <returns>The graph, or null and the errors.</returns>
    public static StageGraph? Build(
        BoundDefinition definition, ICodeIdentity code, EnvironmentFacets environment, List<Diagnostic> diagnostics, Func<string, Digest?>? variables = null)
    {
        var wiring = new PipelineWiring(definition.Pipeline, definition.Locate("pipeline"), diagnostics);
        return wiring.Check() && CheckSwitches(definition, wiring, diagnostics)
            ? new Building(definition, wiring, code, environment, variables ?? (_ => null), diagnostics).Run()
            : null;
    }

    /// <summary>What something needs must not be switched off, nor be missing.</summary>
    static bool CheckSwitches(BoundDefinition definition, PipelineWiring wiring, List<Diagnostic> diagnostics)
    {
        var before = diagnostics.Count;
        foreach (var stage in definition.Stages)
        {
            if (stage.Enabled)
                continue;
            var name = stage.Description.Name;
            if (name == definition.Pipeline.ModelStage)
                Report(name, "it makes the model. Remove `enabled: false`.");
            else if (name == wiring.Evaluation?.Name && definition.Gates.Count > 0)
                Report(name, "gates judge its evaluation. Remove `enabled: false`, or the gates.");
        }
        if (wiring.Evaluation is null && definition.Gates.Count > 0)
            diagnostics.Add(Diagnostic.Error("MB1074", definition.Gates[0].Place,
                $"the definition declares gates, but no stage of pipeline '{definition.Pipeline.Name}' returns an Evaluation for them to judge, once and for all. Add one, or remove the gates."));
        return diagnostics.Count == before;

        void Report(string stage, string reason) => diagnostics.Add(Diagnostic.Error("MB1097",
            definition.Locate($"{stage}.{DefinitionSection.EnabledKey}"), $"the stage '{stage}' cannot be switched off: {reason}"));
    }

    sealed class Building(
        BoundDefinition definition, PipelineWiring wiring, ICodeIdentity code, EnvironmentFacets environment, Func<string, Digest?> variables, List<Diagnostic> diagnostics)
    {
        static readonly IReadOnlyList<string> Once = [""];

        readonly LoopInstances loops = new(definition, diagnostics);
        readonly Dictionary<string, BoundStage> stages = definition.Stages.ToDictionary(stage => stage.Description.Name, StringComparer.Ordinal);

        public StageGraph? Run()
        {
            var before = diagnostics.Count;
            var nodes = new List<StageNode>(definition.Stages.Count);
            foreach (var stage in definition.Stages)
                if (stage.Enabled)
                    Add(stage, nodes);
            // Stages were checked for circles, so their instances have none.
            return diagnostics.Count > before ? null : StageGraph.Order(nodes);
        }

        void Add(BoundStage bound, List<StageNode> nodes)
        {
            var stage = bound.Description;
            if (InstancesOf(stage.Name) is not { } instances)
                return;
            var program = new MethodProgram(stage.Assembly, stage.Type, stage.Method, stage.Token, stage.Parameters);
            var itsCode = code.Of(stage);
            var facets = AccessParts.Of(bound.Access, variables);
            if (stage.AlgorithmVersion == 0)
                facets.AddRange(environment.Parts(definition.Facets));
            var place = definition.Locate(stage.Name);
            var seeded = stage.Parameters.Any(parameter => parameter is ContextParameter);
            for (var i = 0; i < instances.Count; i++)
            {
                var id = new NodeId(stage.Name, instances[i]);
                nodes.Add(new StageNode(id, program)
                {
                    Code = itsCode.Parts,
                    Listing = itsCode.Listing,
                    Inputs = InputsOf(bound, instances[i]),
                    Settings = SettingsOf(bound, i),
                    Seed = seeded ? SeedOf(definition.Seed, id) : null,
                    Facets = facets,
                    Volatile = stage.Volatile,
                    Resources = bound.Resources,
                    Access = bound.Access,
                    Place = place,
                });
            }
        }

        /// <summary>Null after an error.</summary>
        IReadOnlyList<string>? InstancesOf(string stage) => wiring.LoopOf(stage) is { } loop ? loops.Of(loop) : Once;

        List<StageInput> InputsOf(BoundStage bound, string instance)
        {
            var inputs = new List<StageInput>();
            foreach (var parameter in bound.Description.Parameters)
            {
                if (parameter is DataParameter data)
                {
                    if (bound.Data.TryGetValue(data.Name, out var declared))
                        inputs.Add(new DataInput(data.Name, data.Each ? Path.Combine(declared.Path, instance) : declared.Path, declared.Place));
                }
                else if (parameter is ArtifactParameter { Stage: not ArtifactParameter.Champion } artifact && stages[artifact.Stage].Enabled)
                {
                    if (artifact.Use != ArtifactUse.All)
                    {
                        inputs.Add(new NodeInput(artifact.Name, new(artifact.Stage, artifact.Use == ArtifactUse.Each ? instance : "")));
                        continue;
                    }
                    var all = InstancesOf(artifact.Stage) ?? [];
                    for (var i = 0; i < all.Count; i++)
                        inputs.Add(new NodeInput(NodeInput.Collected(artifact.Name, i), new(artifact.Stage, all[i])));
                }
            }
            return inputs;
        }

        static IReadOnlyDictionary<string, SettingValue> SettingsOf(BoundStage bound, int instance)
        {
            if (bound.Items.Count == 0)
                return bound.Settings;
            var settings = new Dictionary<string, SettingValue>(bound.Settings, StringComparer.Ordinal);
            foreach (var (parameter, items) in bound.Items)
                settings[parameter] = items[instance].Value;
            return settings;
        }
    }

    /// <summary>Independent seeds for the nodes of one definition: the first 8 bytes of SHA-256 over seed and node.</summary>
    static long SeedOf(long seed, NodeId node)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{node}")), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
