using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Code;

/// <summary>What of the code can change a stage's output, as parts of its key.</summary>
public interface ICodeIdentity
{
    StageCode Of(StageDescription stage);
}

/// <param name="Parts">The parts of the key.</param>
/// <param name="Listing">What the part about the project's own code stands for; null where a declared version stands for it.</param>
public sealed record StageCode(IReadOnlyList<KeyPart> Parts, CodeListing? Listing);
