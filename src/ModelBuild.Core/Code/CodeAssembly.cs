using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace ModelBuild.Core.Code;

/// <summary>An assembly whose code is followed: its names, its writers, and the node of each member that was reached.</summary>
sealed class CodeAssembly
{
    readonly CodeNode?[] methods, slots, fields, types, members;
    readonly Dictionary<string, CodeNode> resources = [];
    readonly string scope;
    Dictionary<string, int>? rows;
    CodeNode?[]? operators, nullability;
    CodeNode? initializer, ownName, ownAttributes;

    /// <param name="scope">Stands before the names of its members: empty, or what tells it from the others.</param>
    public CodeAssembly(ManagedAssembly file, string scope, DigestWriter output)
    {
        File = file;
        this.scope = scope;
        Names = new(file);
        Attributes = new(file, Names, output);
        Writer = new(file, Names, Attributes, output);
        methods = new CodeNode?[Metadata.GetTableRowCount(TableIndex.MethodDef) + 1];
        slots = new CodeNode?[methods.Length];
        fields = new CodeNode?[Metadata.GetTableRowCount(TableIndex.Field) + 1];
        types = new CodeNode?[Metadata.GetTableRowCount(TableIndex.TypeDef) + 1];
        members = new CodeNode?[types.Length];
    }

    public ManagedAssembly File { get; }
    public MetadataReader Metadata => File.Metadata;
    public StableNames Names { get; }
    public AttributeWriter Attributes { get; }
    public MemberWriter Writer { get; }

    /// <summary>The name of a member in listings.</summary>
    public string NameOf(EntityHandle handle) => scope + Names.Of(handle);

    public string NameOf(string resource) => scope + resource;

    public CodeNode Method(MethodDefinitionHandle handle) => Node(methods, CodeKind.Method, MetadataTokens.GetRowNumber(handle));
    public CodeNode Slot(MethodDefinitionHandle handle) => Node(slots, CodeKind.Slot, MetadataTokens.GetRowNumber(handle));
    public CodeNode Field(FieldDefinitionHandle handle) => Node(fields, CodeKind.Field, MetadataTokens.GetRowNumber(handle));
    public CodeNode Type(TypeDefinitionHandle handle) => Node(types, CodeKind.Type, MetadataTokens.GetRowNumber(handle));
    public CodeNode Members(TypeDefinitionHandle handle) => Node(members, CodeKind.Members, MetadataTokens.GetRowNumber(handle));
    public CodeNode Initializer => initializer ??= new(CodeKind.Initializer, this, 0, "");
    public CodeNode OwnName => ownName ??= new(CodeKind.AssemblyName, this, 0, "");
    public CodeNode OwnAttributes => ownAttributes ??= new(CodeKind.AssemblyAttributes, this, 0, "");

    /// <summary>A node of a kind that types have.</summary>
    public CodeNode OfType(CodeKind kind, int row) => Node(kind switch
    {
        CodeKind.Members => members,
        CodeKind.Operators => operators ??= new CodeNode?[types.Length],
        CodeKind.Nullability => nullability ??= new CodeNode?[types.Length],
        _ => types,
    }, kind, row);

    public CodeNode Resource(ManifestResourceHandle handle)
    {
        var name = Metadata.GetString(Metadata.GetManifestResource(handle).Name);
        if (!resources.TryGetValue(name, out var node))
            resources.Add(name, node = new(CodeKind.Resource, this, MetadataTokens.GetRowNumber(handle), name));
        return node;
    }

    CodeNode Node(CodeNode?[] table, CodeKind kind, int row) => table[row] ??= new(kind, this, row, "");

    /// <summary>The type of a full name, or nil.</summary>
    public TypeDefinitionHandle Find(string fullName)
    {
        if (rows is null)
        {
            rows = [];
            foreach (var handle in Metadata.TypeDefinitions)
                rows[File.NameOf(handle)] = MetadataTokens.GetRowNumber(handle);
        }
        return rows.TryGetValue(fullName, out var row) ? MetadataTokens.TypeDefinitionHandle(row) : default;
    }
}

/// <summary>A type of an assembly whose code is followed.</summary>
/// <remarks>A class and a row: see <see cref="Pipelines.ManagedType"/>.</remarks>
sealed record CodeType(CodeAssembly Assembly, int Row)
{
    public CodeType(CodeAssembly assembly, TypeDefinitionHandle handle) : this(assembly, MetadataTokens.GetRowNumber(handle)) { }

    public TypeDefinitionHandle Handle => MetadataTokens.TypeDefinitionHandle(Row);

    public TypeDefinition Definition => Assembly.Metadata.GetTypeDefinition(Handle);
}
