using System.Text;
using ModelBuild.Core.Digests;

namespace ModelBuild.Core.Keys;

/// <summary>One thing that can change a stage's output: what kind of thing, which one, and its value.</summary>
public sealed record KeyPart(string Kind, string Name, string Value)
{
    /// <summary>Whether it is about the program, not about what that is given.</summary>
    public bool IsCode => Kind is "method" or "command" or "algorithm" or KeyManifest.Code or "content" or "package" or "runtime setting";
}

/// <summary>
/// Everything that can change a stage's output, as text: its digest is the stage key, and comparing two of them
/// explains why a stage runs. What decides is what explains.
/// </summary>
public sealed class KeyManifest
{
    /// <summary>The kind of the part that stands for the project's own code.</summary>
    public const string Code = "code";

    const string Header = "modelbuild stage key 1\n";
    Digest? digest;

    public KeyManifest(IReadOnlyList<KeyPart> parts)
    {
        Parts = parts;
        var text = new StringBuilder(Header);
        foreach (var part in parts)
            text.Append(Escape(part.Kind)).Append('\t').Append(Escape(part.Name)).Append('\t').Append(Escape(part.Value)).Append('\n');
        Text = text.ToString();
    }

    public IReadOnlyList<KeyPart> Parts { get; }

    /// <summary>The canonical form: a header with its version, then one line per part, tab-separated, backslash-escaped.</summary>
    public string Text { get; }

    /// <summary>The stage key.</summary>
    public Digest Key => digest ??= Digest.OfText(Text);

    /// <summary>Reads <see cref="Text"/> back; null for another version or anything else.</summary>
    public static KeyManifest? Parse(string text)
    {
        if (!text.StartsWith(Header, StringComparison.Ordinal))
            return null;
        var parts = new List<KeyPart>();
        foreach (var line in text[Header.Length..].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('\t') is not [var kind, var name, var value])
                return null;
            parts.Add(new(Unescape(kind), Unescape(name), Unescape(value)));
        }
        return new KeyManifest(parts);
    }

    /// <summary>The first part that differs, old value and new, for instance <c>train.l2 1 → 2</c>; null where none does.</summary>
    /// <param name="code">Says what was edited since the code whose digest it is given; null where that is not known any more.</param>
    public string? FirstDifferenceFrom(KeyManifest old, Func<Digest, string?>? code = null)
    {
        // A name can come twice: a native library for each platform.
        var parts = old.Parts.GroupBy(part => (part.Kind, part.Name)).ToDictionary(group => group.Key, group => group.Select(part => part.Value).ToList());
        foreach (var part in Parts)
        {
            if (!parts.TryGetValue((part.Kind, part.Name), out var values) || values.Count == 0)
                return $"{Describe(part)} added: {Short(part.Value)}";
            if (values.Remove(part.Value))
                continue;
            if (part.Kind == Code && code is not null && Digest.TryParse(values[0], out var before) && code(before) is { } edit)
                return edit;
            return part.Kind is "data" or "input" or "content" or "variable" or Code ? $"{Describe(part)} changed" : $"{Describe(part)} {Short(values[0])} → {Short(part.Value)}";
        }
        foreach (var ((kind, name), values) in parts)
            foreach (var value in values)
                return $"{Describe(new(kind, name, value))} removed: {Short(value)}";
        return null;
    }

    static string Describe(KeyPart part) => part.Kind switch
    {
        "option" => part.Name,
        "input" => $"output of {part.Name}",
        _ when part.Name.Length == 0 => part.Kind,
        _ => $"{part.Kind} {part.Name}",
    };

    static string Short(string value) => value.Length <= 80 ? value : value[..77] + "…";

    static string Escape(string text) =>
        text.AsSpan().IndexOfAny('\\', '\t', '\n') < 0 ? text : text.Replace("\\", "\\\\").Replace("\t", "\\t").Replace("\n", "\\n");

    static string Unescape(string text)
    {
        if (!text.Contains('\\'))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
                plain.Append(text[i]);
            else
                plain.Append(text[++i] switch { 't' => '\t', 'n' => '\n', var c => c });
        }
        return plain.ToString();
    }
}
