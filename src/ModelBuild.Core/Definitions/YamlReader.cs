using ModelBuild.Core.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Mark = ModelBuild.Core.Diagnostics.Mark;

namespace ModelBuild.Core.Definitions;

/// <summary>
/// Reads a definition file: the plain part of YAML (scalars, lists, mappings with text keys), every value with its place.
/// </summary>
/// <remarks>
/// No tags, anchors, aliases or further documents; at most 1 MiB and 32 levels. Works on the parser's events:
/// a deserialiser's reflection would be paid by every build.
/// </remarks>
public static class YamlReader
{
    /// <summary>The most levels of lists and mappings, the top level included.</summary>
    public const int MaxDepth = 32;

    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = DefinitionText.MaxBytes;

    /// <summary>Reads a file's content; bad content is reported, never thrown.</summary>
    /// <param name="path">The file's path, for places.</param>
    /// <param name="content">Its bytes: UTF-8, with or without a byte order mark.</param>
    /// <returns>The top level, or null and at least one error.</returns>
    public static (YamlMapping? Root, IReadOnlyList<Diagnostic> Errors) Read(string path, ReadOnlySpan<byte> content)
    {
        var (text, error) = DefinitionText.Decode(path, content);
        return text is null ? (null, [error!]) : new Reading(path, text, "definition", mayBeEmpty: false, "Begin with `pipeline: NAME`.").Run();
    }

    /// <summary>The same for an overlay, which may be empty: an environment that differs in nothing.</summary>
    public static (YamlMapping? Root, IReadOnlyList<Diagnostic> Errors) ReadOverlay(string path, ReadOnlySpan<byte> content)
    {
        var (text, error) = DefinitionText.Decode(path, content);
        return text is null ? (null, [error!]) : new Reading(path, text, "overlay", mayBeEmpty: true, "Write the keys that differ.").Run();
    }

    /// <summary>The same for a file of waivers, which may be empty, too.</summary>
    public static (YamlMapping? Root, IReadOnlyList<Diagnostic> Errors) ReadWaivers(string path, ReadOnlySpan<byte> content)
    {
        var (text, error) = DefinitionText.Decode(path, content);
        return text is null ? (null, [error!]) : new Reading(path, text, "file of waivers", mayBeEmpty: true, "Begin with `waivers:`.").Run();
    }

    sealed class UnreadableException : Exception;

    sealed class Reading(string path, string text, string what, bool mayBeEmpty, string advice)
    {
        const int MaxErrors = 20;

        readonly Parser parser = new(new StringReader(text));
        readonly DefinitionErrors errors = new();
        readonly Stack<ParsingEvent> open = new();

        public (YamlMapping? Root, IReadOnlyList<Diagnostic> Errors) Run()
        {
            YamlNode? root = null;
            try
            {
                root = Document();
            }
            catch (UnreadableException)
            {
                // Its reason is among the errors.
            }
            return errors.Count > 0 ? (null, errors.InOrder()) : ((YamlMapping)root!, []);
        }

        YamlNode Document()
        {
            Next();
            if (Next() is StreamEnd || Next() is Scalar { Style: ScalarStyle.Plain, Value: "" })
                return mayBeEmpty ? new YamlMapping(new Mark(path, 1, 1), []) : throw Fatal("MB1011", new Mark(path, 1, 1), $"the {what} is empty. {advice}");
            var root = Node();
            if (root is not YamlMapping)
                Report("MB1012", root.Place, $"the {what} is {Describe(root)}, but must be a mapping. {advice}");
            Next();
            if (Next() is not StreamEnd)
                throw Fatal("MB1006", Place(Current), "a second YAML document begins here. Keep one definition in each file.");
            return root;
        }

        ParsingEvent Current => parser.Current!;

        YamlNode Node()
        {
            if (Current is NodeEvent node)
            {
                if (!node.Tag.IsEmpty)
                    Report("MB1004", Place(node), $"the tag {Wording.Quote(node.Tag.Value)} is not allowed. Remove it; quotes make a value text.");
                if (!node.Anchor.IsEmpty)
                    Report("MB1005", Place(node), $"the anchor {Wording.Quote("&" + node.Anchor.Value)} is not allowed. Remove it.");
            }
            switch (Current)
            {
                case Scalar scalar:
                    return new YamlScalar(Place(scalar), scalar.Value, scalar.Style != ScalarStyle.Plain);
                case SequenceStart start:
                    Enter(start);
                    var items = new List<YamlNode>();
                    while (Next() is not SequenceEnd)
                        items.Add(Node());
                    open.Pop();
                    return new YamlSequence(Place(start), items);
                case MappingStart start:
                    Enter(start);
                    var entries = Entries();
                    open.Pop();
                    return new YamlMapping(Place(start), entries);
                case AnchorAlias alias:
                    Report("MB1005", Place(alias), $"the alias {Wording.Quote("*" + alias.Value.Value)} is not allowed. Write the value out.");
                    return new YamlScalar(Place(alias), "", Quoted: true);
                default:
                    // YamlDotNet 16.3.0 ends the mapping of "- : ---" after a key without its value.
                    throw Fatal("MB1001", Place(Current), "not valid YAML: a key or value is missing here.");
            }
        }

        List<YamlEntry> Entries()
        {
            var entries = new List<YamlEntry>();
            var known = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
            while (Next() is not MappingEnd)
            {
                var key = Node();
                Next();
                var value = Node();
                if (key is not YamlScalar { Text.Length: > 0 } name)
                    Report("MB1007", key.Place, $"the key is {(key is YamlScalar ? "empty" : Describe(key))}, but must be text.");
                else if (known.TryGetValue(name.Text, out var first))
                    Report("MB1008", key.Place, $"the key {Wording.Quote(name.Text)} is written twice: here and at {Spot(first.KeyPlace)}. Remove one.");
                else
                    entries.Add(known[name.Text] = new YamlEntry(name.Text, key.Place, value));
            }
            return entries;
        }

        void Enter(ParsingEvent start)
        {
            open.Push(start);
            if (open.Count > MaxDepth)
                throw Fatal("MB1009", Place(start), $"the definition is nested more than {MaxDepth} levels deep here.");
        }

        ParsingEvent Next()
        {
            try
            {
                if (parser.MoveNext())
                    return Current;
            }
            catch (YamlException exception)
            {
                throw Fatal("MB1001", Place(exception.Start), $"not valid YAML: {OneLine(exception.Message)}{OpenFlow()}");
            }
            catch (Exception)
            {
                // YamlDotNet 16.3.0 leaks InvalidOperationException ("a: [1, 2\nb: 3"), ArgumentException ("a: !<>") and others.
            }
            throw Fatal("MB1001", Place(parser.Current?.End ?? YamlDotNet.Core.Mark.Empty), $"not valid YAML after this place.{OpenFlow()}");
        }

        // The parser complains where it gives up; a bracket that was forgotten is often far above.
        string OpenFlow()
        {
            foreach (var start in open)
            {
                var (isFlow, what, end) = start switch
                {
                    SequenceStart list => (list.Style == SequenceStyle.Flow, "list", ']'),
                    MappingStart mapping => (mapping.Style == MappingStyle.Flow, "mapping", '}'),
                    _ => throw new InvalidOperationException($"{start} opens nothing."),
                };
                if (isFlow)
                    return $" The {what} that begins at {Spot(Place(start))} is not closed: is its '{end}' missing?";
            }
            return "";
        }

        void Report(string code, Mark place, string message)
        {
            errors.Add(code, place, message);
            if (errors.Count == MaxErrors)
                throw new UnreadableException();
        }

        UnreadableException Fatal(string code, Mark place, string message)
        {
            errors.Add(code, place, message);
            return new UnreadableException();
        }

        Mark Place(ParsingEvent at) => Place(at.Start);

        Mark Place(YamlDotNet.Core.Mark mark) => new(path, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

        static string Spot(Mark place) => $"line {place.Line}, column {place.Column}";

        static string Describe(YamlNode node) => node switch
        {
            YamlMapping => "a mapping",
            YamlSequence => "a list",
            _ => "a single value",
        };

        // "While scanning a quoted scalar, found unexpected end of stream."
        static string OneLine(string message)
        {
            var line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return line.Length == 0 ? "the parser gives no reason." : char.ToLowerInvariant(line[0]) + line[1..];
        }
    }
}
