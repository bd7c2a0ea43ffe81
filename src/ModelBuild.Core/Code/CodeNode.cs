namespace ModelBuild.Core.Code;

/// <summary>What a stage's closure is made of.</summary>
enum CodeKind
{
    /// <summary>A method: its signature and its body.</summary>
    Method,

    /// <summary>What a virtual call can arrive at: the method and everything that overrides or implements it. No line of its own.</summary>
    Slot,

    /// <summary>A static field.</summary>
    Field,

    /// <summary>A type of which there may be instances: its data, and what others call without our seeing it.</summary>
    Type,

    /// <summary>All members of a type, since somebody may look for any of them.</summary>
    Members,

    /// <summary>The operators of a type. No line of its own.</summary>
    Operators,

    /// <summary>Which members of a type, and parameters of theirs, may be null.</summary>
    Nullability,

    /// <summary>Somebody looks at types that are not known: of each type that is reached, a node of another kind counts, too. No line of its own.</summary>
    Search,

    /// <summary>Name and version of each assembly.</summary>
    AssemblyName,

    /// <summary>Attributes that only describe an assembly, and what readers of its attributes make.</summary>
    AssemblyAttributes,

    /// <summary>An embedded resource.</summary>
    Resource,

    /// <summary>What runs when an assembly is loaded. No line of its own.</summary>
    Initializer,

    /// <summary>An assembly that a package brings; it counts by content.</summary>
    Package,

    /// <summary>All code of the project: the method that is named here does what cannot be followed.</summary>
    Everything,
}

/// <summary>A thing that code can reach, and what it reaches itself; found out when it is first asked for. Compared by reference.</summary>
/// <param name="row">In the assembly's table of its kind; of a search the kind that counts.</param>
sealed class CodeNode(CodeKind kind, CodeAssembly? assembly, int row, string name)
{
    public CodeKind Kind { get; } = kind;

    public CodeAssembly? Assembly { get; } = assembly;

    public int Row { get; } = row;

    /// <summary>Of a package's assembly: its simple name; of a resource: its name; of everything: why.</summary>
    public string Name { get; } = name;

    /// <summary>What a listing says of it; null where that is nothing.</summary>
    public CodeLine? Line { get; set; }

    public List<CodeNode> Reaches { get; } = [];

    public bool IsScanned { get; set; }

    /// <summary>The last walk that came here.</summary>
    public int Walk { get; set; }
}
