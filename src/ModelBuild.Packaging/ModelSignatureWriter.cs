using ModelBuild.Verification;

namespace ModelBuild.Packaging;

/// <summary>Signs a model's files as OpenSSF Model Signing v1.0 says: what <see cref="ModelSignature"/> reads.</summary>
public static class ModelSignatureWriter
{
    /// <summary>The bundle for <c>modelbuild/attestations/model.sig</c>.</summary>
    /// <param name="modelName">A label, for people.</param>
    /// <param name="resources">Every file below <c>model/</c>, the manifest too, in any order.</param>
    public static byte[] Write(string modelName, IReadOnlyList<ModelResource> resources, SigningKey key) =>
        AttestationWriter.Sign(Statement(modelName, resources), key);

    /// <summary>What is signed.</summary>
    public static byte[] Statement(string modelName, IReadOnlyList<ModelResource> resources)
    {
        if (resources.Count == 0)
            throw new ArgumentException("A model has at least one file.", nameof(resources));
        return AttestationWriter.Statement(ModelSignature.PredicateType, [new(modelName, RootDigest.Of(resources))], json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("serialization");
            json.WriteString("method", "files");
            json.WriteString("hash_type", "sha256");
            json.WriteBoolean("allow_symlinks", false);
            json.WriteStartArray("ignore_paths");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartArray("resources");
            foreach (var resource in RootDigest.InOrder(resources))
            {
                json.WriteStartObject();
                json.WriteString("name", resource.Path);
                json.WriteString("digest", resource.Sha256);
                json.WriteString("algorithm", "sha256");
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
