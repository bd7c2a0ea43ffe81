using System.Text;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Digests;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Store;

namespace ModelBuild.Execution;

/// <summary>What the validation stage of a model found its data to be like: the file <c>schema.yaml</c> of its output, if it leaves one.</summary>
sealed class InferredSchema(ModelPlan plan, ContentStore store, Action<EngineEvent> report)
{
    const string FileName = "schema.yaml";

    /// <param name="output">Of the validation stage; null where the pipeline has none.</param>
    /// <returns>Whether there is a schema.</returns>
    /// <exception cref="MissingObjectException">The store lost something that the cache names.</exception>
    public bool Say(Digest? output)
    {
        var file = output is { } folder ? store.ListFolder(folder).FirstOrDefault(file => file.Path == FileName) : null;
        report(file is null
            ? new DiagnosticEvent(Diagnostic.Error("MB2074", plan.Definition.Locate(plan.Definition.Pipeline.ValidationStage),
                output is null
                    ? $"pipeline '{plan.Definition.Pipeline.Name}' has no stage that validates data, so none infers a schema from it."
                    : $"stage '{plan.ValidationStage}' left no file '{FileName}', so no schema is inferred from the data."))
            : new SchemaInferredEvent(plan.Name, Encoding.UTF8.GetString(store.ReadBytes(file.Digest))));
        return file is not null;
    }
}
