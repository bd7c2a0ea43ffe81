using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ModelBuild.Core.Files;

/// <summary>The look of the JSON files that people read in diffs: indented, '\n', only JSON's own escapes.</summary>
public static class JsonFile
{
    static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The content in UTF-8, without a byte order mark, with a final line end.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            content(json);
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The same as text.</summary>
    public static string Text(Action<Utf8JsonWriter> content) => Encoding.UTF8.GetString(Write(content));
}
