using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Code;

/// <summary>What of the code can change a stage's output, as parts of its key.</summary>
public interface ICodeIdentity
{
    IReadOnlyList<KeyPart> Of(StageDescription stage);
}
