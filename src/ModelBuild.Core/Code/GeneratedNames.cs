using System.Buffers;
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ModelBuild.Core.Code;

/// <summary>
/// Names of what the C# compiler generates, without what depends on the order of members, names of locals or paths.
/// https://github.com/dotnet/roslyn/blob/main/src/Compilers/CSharp/Portable/Symbols/Synthesized/GeneratedNameKind.cs
/// </summary>
/// <remarks>
/// <para>Lambdas, local functions, closures and state machines carry the number of their method among the members
/// of its class: <c>&lt;Train&gt;b__3_0</c>, <c>&lt;&gt;c__DisplayClass3_0</c>. The method's name
/// stands for the number, and for overloads with such members their order among each other: two different members never get
/// one name, so moving overloads past each other costs a needless "changed" and never a wrong "same".</para>
/// <para>Fields of closures and state machines are named after locals and are told apart by position instead.
/// A file-local type is named after its file and a checksum of the path, and where a source generator made it often with a number at
/// the end (the second <c>[GeneratedRegex]</c> is <c>_1</c>): what goes is as much of these as leaves the name unique.</para>
/// </remarks>
sealed class GeneratedNames
{
    const string FileLocal = ">F__";
    const string AnyNumber = "_#";
    static readonly SearchValues<char> UpperHex = SearchValues.Create("0123456789ABCDEF");

    readonly MetadataReader metadata;
    readonly Dictionary<int, Dictionary<string, string>> methodsByNumber = [];       // by row of the class
    readonly Dictionary<int, Dictionary<string, string>> fieldNames = [];
    readonly Dictionary<string, int> fileLocalTypes = [];

    sealed record Numbered(string Number, string Method);

    public GeneratedNames(ManagedAssembly assembly)
    {
        metadata = assembly.Metadata;
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            if (!type.IsNested)
                foreach (var shorter in ShorterNames(metadata.GetString(type.Name)))
                {
                    var name = metadata.GetString(type.Namespace) + "." + shorter;
                    fileLocalTypes[name] = fileLocalTypes.GetValueOrDefault(name) + 1;
                }
        }
    }

    /// <summary>The simple name of a type of the assembly.</summary>
    public string OfType(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var name = metadata.GetString(type.Name);
        if (!IsGenerated(name))
            return name;
        if (name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal))
            return AnonymousType(type);
        if (type.IsNested || ShorterNames(name) is not { Length: > 0 } shorter)
            return Normalize(name, handle);
        foreach (var one in shorter)
            if (fileLocalTypes[metadata.GetString(type.Namespace) + "." + one] == 1)
                return one;
        return name;
    }

    /// <summary>What people call a type: a file-local one by its name in the source.</summary>
    public static string Shown(string name) =>
        name.IndexOf(FileLocal, StringComparison.Ordinal) is >= 0 and var mark ? name[(mark + FileLocal.Length)..].Replace(AnyNumber, "", StringComparison.Ordinal) : name;

    /// <summary>There is one for each sequence of property names in an assembly, numbered in order of use.</summary>
    string AnonymousType(TypeDefinition type)
    {
        var properties = new List<string>();
        foreach (var property in type.GetProperties())
            properties.Add(metadata.GetString(metadata.GetPropertyDefinition(property).Name));
        return $"<>f__AnonymousType{{{string.Join(',', properties)}}}";
    }

    /// <summary>The name of a method of a type of the assembly.</summary>
    public string OfMethod(TypeDefinitionHandle type, string name) => IsGenerated(name) ? Normalize(name, type) : name;

    /// <summary>The name of a field of a type of the assembly.</summary>
    public string OfField(TypeDefinitionHandle type, string name)
    {
        var typeName = metadata.GetString(metadata.GetTypeDefinition(type).Name);
        if (!IsGenerated(typeName))
            return IsGenerated(name) ? Normalize(name, type) : name;
        var row = MetadataTokens.GetRowNumber(type);
        if (!fieldNames.TryGetValue(row, out var names))
            fieldNames.Add(row, names = FieldsOf(type, typeName));
        return names.GetValueOrDefault(name, name);
    }

    public static bool IsGenerated(string name) => name.StartsWith('<');

    /// <summary>The method that a generated member or type was compiled out of; null where the name does not say.</summary>
    public static string? MethodNamed(string name) => IsGenerated(name) && CloseOf(name) is > 1 and var close ? name[1..close] : null;

    Dictionary<string, string> FieldsOf(TypeDefinitionHandle handle, string typeName)
    {
        var byPosition = HoldsLocals(typeName);
        var names = new Dictionary<string, string>();
        var taken = new Dictionary<string, int>();
        foreach (var field in metadata.GetTypeDefinition(handle).GetFields())
        {
            var name = metadata.GetString(metadata.GetFieldDefinition(field).Name);
            var normal = byPosition ? $"#{names.Count}" : typeName == "<>O" ? WithoutPosition(name) : Normalize(name, handle);
            names[name] = normal;
            taken[normal] = taken.GetValueOrDefault(normal) + 1;
        }
        foreach (var name in names.Keys)
            if (taken[names[name]] > 1)
                names[name] = name;
        return names;
    }

    /// <summary>Closures, and the state machines of iterators and async methods.</summary>
    static bool HoldsLocals(string typeName) =>
        typeName.StartsWith("<>c__DisplayClass", StringComparison.Ordinal)
        || (CloseOf(typeName) is > 1 and var close && typeName.AsSpan(close + 1) is ['d', ..] rest && (rest.Length == 1 || rest[1] is '_' or '`'));

    /// <summary>A cached method group: <c>&lt;2&gt;__Parse</c>, numbered in the order of use.</summary>
    static string WithoutPosition(string name) => CloseOf(name) is > 1 and var close ? "<>" + name[(close + 1)..] : name;

    /// <summary>Of <c>&lt;File&gt;F</c>, 64 hexadecimal digits, <c>__Name_1</c>: without file, digits and number; without file and digits; without digits. None for another name.</summary>
    static string[] ShorterNames(string name)
    {
        const int Digits = 64;
        if (CloseOf(name) is not (> 1 and var close) || name.Length < close + Digits + 4 || name[close + 1] != 'F')
            return [];
        var own = name.AsSpan(close + 2 + Digits);
        if (name.AsSpan(close + 2, Digits).ContainsAnyExcept(UpperHex) || !own.StartsWith("__"))
            return [];
        own = own[2..];
        var inFile = $"{name.AsSpan(0, close)}{FileLocal}{own}";
        var anywhere = $"<{FileLocal}{own}";
        var numbered = own.TrimEnd("0123456789");
        // A number leaves its mark: no name without one may become the same.
        return numbered.Length < own.Length && numbered is [_, .., '_']
            ? [$"<{FileLocal}{numbered[..^1]}{AnyNumber}", anywhere, inFile]
            : [anywhere, inFile];
    }

    /// <param name="name">A generated name.</param>
    /// <param name="type">The type that has this name, or that has a member of this name.</param>
    string Normalize(string name, TypeDefinitionHandle type)
    {
        var close = CloseOf(name);
        if (close < 0)
            return name;
        var inner = name[1..close];
        if (IsGenerated(inner))
            name = "<" + (inner = Normalize(inner, type)) + name[close..];
        if (NumberIn(name) is not { } number)
            return name;
        var digits = name[number];
        return MethodsByNumber(type).TryGetValue(digits, out var method)
            ? name[..number.Start.Value] + "{" + method + "}" + name[number.End.Value..]
            : name;
    }

    /// <summary>Numbers of methods in the class that the compiler generated a type or member for, with the method's name.</summary>
    Dictionary<string, string> MethodsByNumber(TypeDefinitionHandle type)
    {
        var owner = type;
        while (metadata.GetTypeDefinition(owner) is { IsNested: true } nested && IsGenerated(metadata.GetString(nested.Name)))
            owner = nested.GetDeclaringType();
        var row = MetadataTokens.GetRowNumber(owner);
        if (methodsByNumber.TryGetValue(row, out var methods))
            return methods;

        var pairs = new HashSet<Numbered>();
        CollectMembers(owner, pairs);
        var numbersOf = new Dictionary<string, List<int>>();
        var namesOf = new Dictionary<string, int>();
        foreach (var (number, method) in pairs)
        {
            if (!numbersOf.TryGetValue(method, out var numbers))
                numbersOf.Add(method, numbers = []);
            numbers.Add(int.Parse(number, CultureInfo.InvariantCulture));
            namesOf[number] = namesOf.GetValueOrDefault(number) + 1;
        }
        methods = [];
        foreach (var (number, method) in pairs)
        {
            if (namesOf[number] > 1)
                continue;
            var numbers = numbersOf[method];
            var own = int.Parse(number, CultureInfo.InvariantCulture);
            methods.Add(number, numbers.Count == 1 ? method : $"{method}#{numbers.Count(other => other < own).ToString(CultureInfo.InvariantCulture)}");
        }
        methodsByNumber.Add(row, methods);
        return methods;
    }

    void CollectMembers(TypeDefinitionHandle handle, HashSet<Numbered> pairs)
    {
        var type = metadata.GetTypeDefinition(handle);
        var typeName = metadata.GetString(type.Name);
        var typeNumber = IsGenerated(typeName) && NumberIn(typeName) is { } range ? typeName[range] : null;
        if (typeNumber is not null && MethodIn(typeName) is { } machine)
            pairs.Add(new(typeNumber, machine));
        foreach (var method in type.GetMethods())
        {
            var name = metadata.GetString(metadata.GetMethodDefinition(method).Name);
            if (!IsGenerated(name) || MethodIn(name) is not { } owner)
                continue;
            if (NumberIn(name) is { } number)
                pairs.Add(new(name[number], owner));
            else if (typeNumber is not null)
                pairs.Add(new(typeNumber, owner));
        }
        foreach (var nested in type.GetNestedTypes())
            if (IsGenerated(metadata.GetString(metadata.GetTypeDefinition(nested).Name)))
                CollectMembers(nested, pairs);
    }

    /// <summary>The user's method in <c>&lt;Train&gt;b__3_0</c>; null where that is a generated one or there is none.</summary>
    static string? MethodIn(string name) =>
        CloseOf(name) is > 1 and var close && name[1] != '<' && name.AsSpan(close + 1) is ['b' or 'g' or 'd', ..] ? name[1..close] : null;

    /// <summary>Where the number of the method is in a generated name.</summary>
    static Range? NumberIn(string name)
    {
        var close = CloseOf(name);
        if (close < 0)
            return null;
        var rest = name.AsSpan(close + 1);
        var isPair = true;          // of method and ordinal within the method; a single number is that ordinal
        int start;
        if (close == 1 && rest.StartsWith("c__DisplayClass"))
            start = "c__DisplayClass".Length;
        else if (close == 1 && rest.StartsWith("9__"))
            start = "9__".Length;
        else if (close == 1 && rest.StartsWith("c__"))
            (start, isPair) = ("c__".Length, false);
        else if (close > 1 && rest.StartsWith("b__"))
            start = "b__".Length;
        else if (close > 1 && rest.StartsWith("d__"))
            (start, isPair) = ("d__".Length, false);
        else if (close > 1 && rest.StartsWith("g__"))
            start = rest.LastIndexOf('|') + 1;
        else
            return null;
        var length = rest[start..].IndexOfAnyExceptInRange('0', '9');
        var end = length < 0 ? rest.Length : start + length;
        if (end == start || (isPair && (end == rest.Length || rest[end] != '_')))
            return null;
        return (close + 1 + start)..(close + 1 + end);
    }

    /// <summary>The bracket that closes the first one, or -1.</summary>
    static int CloseOf(string name)
    {
        var depth = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '<')
                depth++;
            else if (name[i] == '>' && --depth == 0)
                return i;
        }
        return -1;
    }
}
