using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelBuild.Verification;

namespace ModelBuild.Packaging;

/// <summary>Writes in-toto statements and signs them into Sigstore bundles. The same input gives the same bytes, but for the signature.</summary>
public static class AttestationWriter
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A statement about a model: its root digest first, then each of its files.</summary>
    /// <param name="predicateType">Such as <see cref="InTotoStatement.Provenance"/>.</param>
    /// <param name="name">The model's, for people.</param>
    /// <param name="resources">Every file of the model, the manifest too.</param>
    /// <param name="predicate">Writes the predicate, one JSON object.</param>
    public static byte[] Statement(string predicateType, string name, IReadOnlyList<ModelResource> resources, Action<Utf8JsonWriter> predicate) =>
        Statement(predicateType, [new(name, RootDigest.Of(resources)), .. RootDigest.InOrder(resources).Select(file => new StatementSubject(file.Path, file.Sha256))], predicate);

    /// <summary>A statement about any subjects.</summary>
    public static byte[] Statement(string predicateType, IReadOnlyList<StatementSubject> subjects, Action<Utf8JsonWriter> predicate) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("_type", InTotoStatement.Type);
        json.WriteStartArray("subject");
        foreach (var subject in subjects)
        {
            json.WriteStartObject();
            json.WriteString("name", subject.Name);
            json.WriteStartObject("digest");
            json.WriteString("sha256", subject.Sha256);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("predicateType", predicateType);
        json.WritePropertyName("predicate");
        predicate(json);
        json.WriteEndObject();
    });

    /// <summary>A Sigstore bundle around exactly these bytes.</summary>
    /// <param name="statement">An in-toto statement in JSON.</param>
    public static byte[] Sign(ReadOnlySpan<byte> statement, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var payload = Convert.ToBase64String(statement);
        var signature = Convert.ToBase64String(key.Sign(Dsse.PreAuthenticationEncoding(Dsse.PayloadType, statement)));
        return Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("mediaType", SigstoreBundle.MediaType);
            json.WriteStartObject("verificationMaterial");
            json.WriteStartObject("publicKey");
            json.WriteString("hint", key.KeyId);
            json.WriteEndObject();
            json.WriteStartArray("tlogEntries");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("dsseEnvelope");
            json.WriteString("payload", payload);
            json.WriteString("payloadType", Dsse.PayloadType);
            json.WriteStartArray("signatures");
            json.WriteStartObject();
            json.WriteString("sig", signature);
            json.WriteString("keyid", "");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    static byte[] Json(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            content(json);
        return buffer.WrittenSpan.ToArray();
    }
}
