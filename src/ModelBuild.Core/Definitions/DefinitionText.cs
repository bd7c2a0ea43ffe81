using System.Buffers;
using System.Text.Unicode;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Definitions;

/// <summary>The bytes of a definition as text that the YAML parser and an editor see alike.</summary>
static class DefinitionText
{
    public const int MaxBytes = 1 << 20;

    /// <summary>Either the text or what is wrong with it. A byte order mark is left out.</summary>
    public static (string? Text, Diagnostic? Error) Decode(string path, ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxBytes)
            return (null, Diagnostic.Error("MB1010", new Mark(path, 0, 0),
                $"the definition has {content.Length} bytes; at most {MaxBytes} are read. Move data into files that the definition names."));
        if (content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return (null, Diagnostic.Error("MB1002", new Mark(path, 1, 1), "the file is UTF-16 text. Save it as UTF-8."));
        if (content is [0xEF, 0xBB, 0xBF, ..])
            content = content[3..];

        var buffer = new char[content.Length];
        var status = Utf8.ToUtf16(content, buffer, out var read, out var written, replaceInvalidSequences: false);
        var text = new string(buffer, 0, written);
        if (FindUnwanted(path, text, out var end) is { } unwanted)
            return (null, unwanted);
        return status == OperationStatus.Done
            ? (text, null)
            : (null, Diagnostic.Error("MB1002", end, $"byte 0x{content[read]:x2} is not valid UTF-8. Save the file as UTF-8."));
    }

    static Diagnostic? FindUnwanted(string path, string text, out Mark end)
    {
        var (line, column) = (1, 1);
        var indenting = true;
        for (var i = 0; i < text.Length; i++, column++)
        {
            var c = text[i];
            if (c is '\n' or '\r')
            {
                if (c == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                    i++;
                (line, column, indenting) = (line + 1, 0, true);
            }
            else if (c == '\t')
            {
                if (indenting)
                {
                    end = new Mark(path, line, column);
                    return Diagnostic.Error("MB1003", end, "a tab indents this line. Use spaces.");
                }
            }
            else if (IsUnwanted(c))
            {
                end = new Mark(path, line, column);
                return Diagnostic.Error("MB1002", end,
                    $"the character U+{(int)c:X4} is not allowed here. Remove it, or write it as \"\\u{(int)c:x4}\" in double quotes.");
            }
            else if (c != ' ')
            {
                indenting = false;
            }
        }
        end = new Mark(path, line, column);
        return null;
    }

    // To the parser U+0000 is the end of the file, and U+0085, U+2028 and U+2029 are line ends, which no editor counts.
    static bool IsUnwanted(char c) => c is < ' ' or (>= '\u007f' and <= '\u009f') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff';
}
