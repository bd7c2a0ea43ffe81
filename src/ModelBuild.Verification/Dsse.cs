using System.Globalization;
using System.Text;

namespace ModelBuild.Verification;

/// <summary>Dead Simple Signing Envelope v1: what exactly is signed. https://github.com/secure-systems-lab/dsse/blob/master/protocol.md</summary>
public static class Dsse
{
    /// <summary>The one payload type of in-toto statements.</summary>
    public const string PayloadType = "application/vnd.in-toto+json";

    /// <summary>The bytes under a signature, <c>DSSEv1 LEN(type) type LEN(body) body</c>, so that neither can be taken for the other.</summary>
    public static byte[] PreAuthenticationEncoding(string payloadType, ReadOnlySpan<byte> payload)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"DSSEv1 {Encoding.UTF8.GetByteCount(payloadType)} {payloadType} {payload.Length} "));
        return [.. head, .. payload];
    }
}
