using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ModelBuild.Testing;

/// <summary>The seed of a stage, derived from the definition's as a build does: the first 8 bytes of SHA-256 over seed and node.</summary>
static class StageSeed
{
    public static long Of(long seed, string stage, string instance)
    {
        var node = instance.Length == 0 ? stage : $"{stage}[{instance}]";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{node}")));
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
