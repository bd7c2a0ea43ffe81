using System.Reflection.Metadata;
using System.Text;

namespace ModelBuild.Core.Code;

/// <summary>
/// The types that an attribute's arguments name, where their code is followed. They are found as text: what the arguments
/// are cannot be told without the sizes of enums of other assemblies, and readers take names in strings for types, too.
/// </summary>
static class AttributeTypes
{
    const byte Continued = 0x80;

    public static List<CodeType> Of(CodeGraph graph, CodeAssembly from, CustomAttribute attribute, CodeNode user)
    {
        var found = new List<CodeType>();
        if (attribute.Value.IsNil)
            return found;
        var value = from.Metadata.GetBlobReader(attribute.Value);
        var bytes = value.ReadBytes(value.Length);
        // Wherever a length can be that is followed by as much text.
        for (var at = 0; at < bytes.Length; at++)
        {
            var (length, start) = bytes[at] < Continued ? (bytes[at], at + 1)
                : at + 1 < bytes.Length ? ((bytes[at] & 0x3F) << 8 | bytes[at + 1], at + 2)
                : (0, at);
            if (length == 0 || length > bytes.Length - start)
                continue;
            var text = bytes.AsSpan(start, length);
            // Prose is no name: most of it ends here, before anything is made of it.
            var first = text.IndexOfAny("[],"u8) is >= 0 and var end ? text[..end] : text;
            if (!first.ContainsAnyInRange((byte)0, (byte)' ') && !text.ContainsAnyInRange((byte)0, (byte)0x1F))
                AddNamed(Encoding.UTF8.GetString(text));
        }
        return found;

        void AddNamed(string text)
        {
            // Generic ones have their arguments in brackets, each with its assembly.
            foreach (var part in text.Split('[', ']', ','))
                if (part.Trim().TrimEnd('*', '&') is { Length: > 0 } name)
                    graph.FindAnywhere(name, user, found);
        }
    }
}
