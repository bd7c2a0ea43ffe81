namespace ModelBuild.Core.Code;

/// <summary>Shortens the names of a listing for people: no namespaces, no parameters, and the user's method for what was compiled out of it.</summary>
static class MemberName
{
    /// <summary>For instance <c>Features.Scale()</c>, <c>a lambda in Features.Scale()</c>, <c>type Row</c>, <c>resource words.txt</c>.</summary>
    public static string Short(CodeLine line)
    {
        var name = line.Name;
        if (name.StartsWith('[') && name.IndexOf(']') is > 0 and var scope)
            name = name[(scope + 1)..];
        if (line.Kind is "resource" or "reflection")
            return $"{line.Kind} {name}";
        if (line.Kind.StartsWith("assembly", StringComparison.Ordinal))
            return $"{(line.Kind == "assembly name" ? "version" : "attributes")} of {line.Name.Trim('[', ']')}";
        var member = name.IndexOf("::", StringComparison.Ordinal);
        var type = member < 0 ? name : name[..member];
        var owner = TypeName(type, out var compiledFrom);
        if (member < 0)
            return line.Kind == CodeListing.Nullability ? $"nullability of {owner}" : compiledFrom is null ? $"type {owner}" : $"{owner}.{compiledFrom}()";
        var rest = name[(member + 2)..];
        if (line.Kind == "field")
            return rest.StartsWith('<') ? $"a value in {owner}" : $"{owner}.{Before(rest, " : ")}";

        rest = Before(rest, "(");
        if (rest.StartsWith('<') && rest.IndexOf('>') is > 1 and var close)
        {
            var after = rest.AsSpan(close + 1);
            var from = $"{owner}.{rest[1..close]}()";
            return after.StartsWith("b__") ? $"a lambda in {from}"
                : after.StartsWith("g__") && after.IndexOf('|') is > 0 and var end ? $"{after["g__".Length..end]}() in {from}"
                : from;
        }
        return compiledFrom is not null ? $"{owner}.{compiledFrom}()"
            : rest is ".ctor" ? $"new {owner}()"
            : rest is ".cctor" ? $"static {owner}()"
            : rest.StartsWith("get_", StringComparison.Ordinal) || rest.StartsWith("set_", StringComparison.Ordinal) ? $"{owner}.{rest[4..]}"
            : $"{owner}.{Arity(rest)}()";
    }

    /// <param name="compiledFrom">The method whose state machine it is.</param>
    static string TypeName(string type, out string? compiledFrom)
    {
        compiledFrom = null;
        var shown = new List<string>();
        foreach (var named in type.Split('+'))
        {
            var part = GeneratedNames.Shown(named);
            if (!part.StartsWith('<'))
                shown.Add(Arity(shown.Count == 0 ? part[(part.LastIndexOf('.') + 1)..] : part));
            else if (part.IndexOf('>') is > 1 and var close && part.AsSpan(close + 1).StartsWith("d"))
                compiledFrom = part[1..close];
        }
        return string.Join('.', shown);
    }

    static string Arity(string name) => Before(name, "`");

    static string Before(string text, string mark) => text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? text[..at] : text;
}
