using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ModelBuild.Core.Code;

/// <summary>Digests of an assembly's members, each in an order of its own and with every token replaced by what it names.</summary>
sealed class MemberWriter
{
    // A cryptographic hash that nobody attacks: these are the user's own members.
    const int Digits = 32;

    readonly ManagedAssembly assembly;
    readonly MetadataReader metadata;
    readonly DigestWriter output;
    readonly StableNames names;
    readonly AttributeWriter attributes;
    readonly MethodWriter methods;

    /// <summary>Something to be written in the order of names. A class: see <see cref="Pipelines.ManagedType"/>.</summary>
    sealed record Named(string Name, FieldDefinitionHandle Handle)
    {
        public static int Compare(Named a, Named b) => string.CompareOrdinal(a.Name, b.Name);
    }

    public MemberWriter(ManagedAssembly assembly, StableNames names, AttributeWriter attributes, DigestWriter output)
    {
        (this.assembly, this.names, this.attributes, this.output) = (assembly, names, attributes, output);
        metadata = assembly.Metadata;
        methods = new(assembly, names, attributes, output);
    }

    /// <summary>Two digests: of all but the body, and of the body.</summary>
    public string Method(MethodDefinitionHandle handle)
    {
        methods.WriteHeader(names.Within(handle), handle);
        var header = Finish();
        methods.WriteBody(handle);
        return header + " " + Finish();
    }

    public string StaticField(FieldDefinitionHandle handle)
    {
        Write(metadata.GetFieldDefinition(handle), names.Within(handle));
        return Finish();
    }

    /// <summary>What instances are made of: kind, base, interfaces, layout, instance fields and properties with their order, and attributes; of an enum its values.</summary>
    public string Type(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        output.Write((int)type.Attributes);
        output.Write(type.BaseType.IsNil ? "" : names.Of(type.BaseType));
        var interfaces = new List<string>();
        foreach (var implementation in type.GetInterfaceImplementations())
            interfaces.Add(names.Of(metadata.GetInterfaceImplementation(implementation).Interface));
        WriteSorted(interfaces);
        methods.Write(type.GetGenericParameters());
        attributes.Write(type.GetCustomAttributes());
        var layout = type.GetLayout();
        output.Write(layout.IsDefault ? -1 : layout.Size);
        output.Write(layout.IsDefault ? -1 : layout.PackingSize);
        WriteFields(type, inOrder: !GeneratedNames.IsGenerated(metadata.GetString(type.Name)),
            constants: assembly.IsNamed(type.BaseType, "System", "Enum"), withoutStatic: true);
        foreach (var property in type.GetProperties())
            if (!IsStatic(metadata.GetPropertyDefinition(property)))
                Write(metadata.GetPropertyDefinition(property));
        var overrides = new List<string>();
        foreach (var implementation in type.GetMethodImplementations())
        {
            var pair = metadata.GetMethodImplementation(implementation);
            overrides.Add(names.Of(pair.MethodDeclaration) + " by " + names.Of(pair.MethodBody));
        }
        WriteSorted(overrides);
        return Finish();
    }

    /// <summary>What else reflection finds, next to the methods: static fields and properties in their order, constants, events.</summary>
    public string Members(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        WriteFields(type, inOrder: !GeneratedNames.IsGenerated(metadata.GetString(type.Name)), constants: true, withoutStatic: false);
        foreach (var property in type.GetProperties())
            Write(metadata.GetPropertyDefinition(property));
        foreach (var @event in type.GetEvents())
            Write(metadata.GetEventDefinition(@event));
        return Finish();
    }

    /// <summary>The attributes of the assembly and its module.</summary>
    public string Assembly()
    {
        attributes.Write(metadata.GetAssemblyDefinition().GetCustomAttributes());
        attributes.Write(metadata.GetModuleDefinition().GetCustomAttributes());
        return Finish();
    }

    /// <summary>What only says by whom and when it was built; most readers of attributes look for something else.</summary>
    public string AssemblyDescription()
    {
        attributes.WriteDescription(metadata.GetAssemblyDefinition().GetCustomAttributes());
        return Finish();
    }

    public string AssemblyName()
    {
        var definition = metadata.GetAssemblyDefinition();
        output.Write(metadata.GetString(definition.Name));
        output.Write(definition.Version.ToString());
        output.Write(metadata.GetString(definition.Culture));
        output.Write(metadata.GetBlobBytes(definition.PublicKey));
        return Finish();
    }

    /// <summary>Which members may be null: what the compiler writes at them, and at the types around that have it where they have not.</summary>
    public string Nullability(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        attributes.WriteNullability("", metadata.GetModuleDefinition().GetCustomAttributes());
        for (var outer = type; ; outer = metadata.GetTypeDefinition(outer.GetDeclaringType()))
        {
            attributes.WriteNullability("", outer.GetCustomAttributes());
            if (!outer.IsNested)
                break;
        }
        foreach (var parameter in type.GetGenericParameters())
            attributes.WriteNullability("", metadata.GetGenericParameter(parameter).GetCustomAttributes());
        foreach (var field in type.GetFields())
            attributes.WriteNullability(names.Within(field), metadata.GetFieldDefinition(field).GetCustomAttributes());
        foreach (var property in type.GetProperties())
            attributes.WriteNullability(metadata.GetString(metadata.GetPropertyDefinition(property).Name), metadata.GetPropertyDefinition(property).GetCustomAttributes());
        foreach (var method in type.GetMethods())
        {
            attributes.WriteNullability(names.Within(method), metadata.GetMethodDefinition(method).GetCustomAttributes());
            foreach (var parameter in metadata.GetMethodDefinition(method).GetParameters())
                attributes.WriteNullability("", metadata.GetParameter(parameter).GetCustomAttributes());
        }
        return Finish();
    }

    public string Resource(ManifestResourceHandle handle)
    {
        var resource = metadata.GetManifestResource(handle);
        output.Write((int)resource.Attributes);
        if (!resource.Implementation.IsNil)
            output.Write(-1);       // in another file or assembly, which is a thing of its own
        else
        {
            var directory = assembly.Image.PEHeaders.CorHeader?.ResourcesDirectory ?? default(DirectoryEntry);
            var data = assembly.Image.GetSectionData(directory.RelativeVirtualAddress);
            var at = checked((int)resource.Offset);
            var length = data.GetReader(at, sizeof(int)).ReadInt32();
            output.Write(data.GetContent(at + sizeof(int), length).AsSpan());
        }
        return Finish();
    }

    bool IsStatic(PropertyDefinition property)
    {
        var accessors = property.GetAccessors();
        var accessor = accessors.Getter.IsNil ? accessors.Setter : accessors.Getter;
        return !accessor.IsNil && metadata.GetMethodDefinition(accessor).Attributes.HasFlag(MethodAttributes.Static);
    }

    /// <param name="inOrder">Of declaration; else in order of their names, for what the compiler made.</param>
    /// <param name="constants">Whether those count that exist at compile time only.</param>
    /// <param name="withoutStatic">Whether only those of instances count.</param>
    void WriteFields(TypeDefinition type, bool inOrder, bool constants, bool withoutStatic)
    {
        var fields = new List<Named>();
        foreach (var handle in type.GetFields())
        {
            var flags = metadata.GetFieldDefinition(handle).Attributes;
            if (flags.HasFlag(FieldAttributes.Literal) ? constants : !withoutStatic || !flags.HasFlag(FieldAttributes.Static))
                fields.Add(new(names.Within(handle), handle));
        }
        if (!inOrder)
            fields.Sort(Named.Compare);
        output.Write(fields.Count);
        foreach (var named in fields)
            Write(metadata.GetFieldDefinition(named.Handle), named.Name);
    }

    void Write(FieldDefinition field, string name)
    {
        output.Write(name);
        output.Write((int)field.Attributes);
        output.Write(field.DecodeSignature(names, null));
        methods.Write(field.GetDefaultValue());
        output.Write(field.GetOffset());
        output.Write(metadata.GetBlobBytes(field.GetMarshallingDescriptor()));
        attributes.Write(field.GetCustomAttributes());
        WriteInitialData(field);
    }

    void Write(PropertyDefinition property)
    {
        output.Write(metadata.GetString(property.Name));
        output.Write((int)property.Attributes);
        output.Write(StableNames.Format(property.DecodeSignature(names, null)));
        methods.Write(property.GetDefaultValue());
        attributes.Write(property.GetCustomAttributes());
        var accessors = property.GetAccessors();
        Write(accessors.Getter);
        Write(accessors.Setter);
    }

    void Write(EventDefinition @event)
    {
        output.Write(metadata.GetString(@event.Name));
        output.Write((int)@event.Attributes);
        output.Write(names.Of(@event.Type));
        attributes.Write(@event.GetCustomAttributes());
        var accessors = @event.GetAccessors();
        Write(accessors.Adder);
        Write(accessors.Remover);
        Write(accessors.Raiser);
    }

    void Write(MethodDefinitionHandle accessor) => output.Write(accessor.IsNil ? "" : names.Of(accessor));

    /// <summary>What a static field with an RVA begins as: the bytes of an array literal.</summary>
    void WriteInitialData(FieldDefinition field)
    {
        var rva = field.GetRelativeVirtualAddress();
        if (rva == 0)
        {
            output.Write(-1);
            return;
        }
        var data = assembly.Image.GetSectionData(rva);
        output.Write(data.GetContent(0, Math.Min(SizeOf(field), data.Length)).AsSpan());
    }

    int SizeOf(FieldDefinition field)
    {
        var signature = metadata.GetBlobReader(field.Signature);
        signature.ReadSignatureHeader();
        var code = signature.ReadCompressedInteger();
        while (code is (int)SignatureTypeCode.RequiredModifier or (int)SignatureTypeCode.OptionalModifier)
        {
            signature.ReadTypeHandle();
            code = signature.ReadCompressedInteger();
        }
        switch ((SignatureTypeCode)code)
        {
            case SignatureTypeCode.Boolean or SignatureTypeCode.SByte or SignatureTypeCode.Byte:
                return 1;
            case SignatureTypeCode.Char or SignatureTypeCode.Int16 or SignatureTypeCode.UInt16:
                return 2;
            case SignatureTypeCode.Int32 or SignatureTypeCode.UInt32 or SignatureTypeCode.Single:
                return 4;
            case SignatureTypeCode.Int64 or SignatureTypeCode.UInt64 or SignatureTypeCode.Double:
                return 8;
            case (SignatureTypeCode)(int)SignatureTypeKind.ValueType when signature.ReadTypeHandle() is { Kind: HandleKind.TypeDefinition } type:
                return metadata.GetTypeDefinition((TypeDefinitionHandle)type).GetLayout().Size;
            default:
                throw new InvalidDataException($"The field {metadata.GetString(field.Name)} has initial data of an unknown size.");
        }
    }

    void WriteSorted(List<string> texts)
    {
        texts.Sort(string.CompareOrdinal);
        output.Write(texts.Count);
        foreach (var text in texts)
            output.Write(text);
    }

    string Finish() => output.Finish().Hex[..Digits];
}
