using ModelBuild.Core.Digests;
using ModelBuild.Core.Keys;
using ModelBuild.Core.Pipelines;
using ModelBuild.Core.Planning;

namespace ModelBuild.Core.Code;

/// <summary>Counts the files that the project has copied beside its assembly as part of the code of its stages: any of them may read them.</summary>
/// <remarks>A stage with an algorithm version may not, since nothing in its key would say what they were.</remarks>
sealed class CodeWithContent(ICodeIdentity code, IReadOnlyList<ContentFile> content, IInputDigests digests) : ICodeIdentity
{
    List<KeyPart>? parts;

    public StageCode Of(StageDescription stage)
    {
        var its = code.Of(stage);
        return content.Count == 0 || stage.AlgorithmVersion != 0 ? its : its with { Parts = [.. its.Parts, .. parts ??= Parts()] };
    }

    List<KeyPart> Parts()
    {
        var found = new List<KeyPart>(content.Count);
        foreach (var file in content)
            found.Add(new("content", file.TargetPath, digests.Find(file.Path)?.ToString() ?? "missing"));
        found.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return found;
    }
}
