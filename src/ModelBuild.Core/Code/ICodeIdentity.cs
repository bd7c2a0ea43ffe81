using ModelBuild.Core.Digests;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Code;

/// <summary>What stands for a stage's code in its key.</summary>
public interface ICodeIdentity
{
    /// <summary>A digest that is new whenever the stage's code may do something else.</summary>
    Digest Of(PipelineDescription pipeline, StageDescription stage);
}
