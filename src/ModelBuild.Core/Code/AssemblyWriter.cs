using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace ModelBuild.Core.Code;

/// <summary>Writes an assembly's types, fields, properties and resources to a digest, in an order of its own.</summary>
sealed class AssemblyWriter
{
    const int Version = 1;      // of the format; a new one makes every digest new

    readonly ManagedAssembly assembly;
    readonly MetadataReader metadata;
    readonly DigestWriter output;
    readonly StableNames names;
    readonly AttributeWriter attributes;
    readonly MethodWriter methods;

    /// <summary>Something to be written in the order of names. A class: see <see cref="Pipelines.ManagedType"/>.</summary>
    sealed record Named(string Name, EntityHandle Handle)
    {
        public static int Compare(Named a, Named b) => string.CompareOrdinal(a.Name, b.Name);
    }

    public AssemblyWriter(ManagedAssembly assembly, DigestWriter output)
    {
        this.assembly = assembly;
        this.output = output;
        metadata = assembly.Metadata;
        names = new(assembly);
        attributes = new(assembly, names, output);
        methods = new(assembly, names, attributes, output);
    }

    public void Write()
    {
        output.Write(Version);
        attributes.Write(metadata.GetAssemblyDefinition().GetCustomAttributes());
        attributes.Write(metadata.GetModuleDefinition().GetCustomAttributes());

        var types = new List<Named>(metadata.TypeDefinitions.Count);
        foreach (var handle in metadata.TypeDefinitions)
            types.Add(new(names.Of(handle), handle));
        types.Sort(Named.Compare);
        output.Write(types.Count);
        foreach (var type in types)
            Write(type.Name, (TypeDefinitionHandle)type.Handle);

        WriteForwardedTypes();
        WriteResources();
    }

    void Write(string name, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        output.Write(name);
        output.Write((int)type.Attributes);
        output.Write(type.BaseType.IsNil ? "" : names.Of(type.BaseType));
        WriteSorted(type.GetInterfaceImplementations(), implementation => names.Of(metadata.GetInterfaceImplementation(implementation).Interface));
        methods.Write(type.GetGenericParameters());
        attributes.Write(type.GetCustomAttributes());
        var layout = type.GetLayout();
        output.Write(layout.IsDefault ? -1 : layout.Size);
        output.Write(layout.IsDefault ? -1 : layout.PackingSize);

        WriteFields(type);
        WriteMethods(type);
        WriteSorted(type.GetMethodImplementations(), implementation =>
        {
            var pair = metadata.GetMethodImplementation(implementation);
            return names.Of(pair.MethodDeclaration) + " by " + names.Of(pair.MethodBody);
        });

        var properties = type.GetProperties();
        output.Write(properties.Count);
        foreach (var property in properties)
            Write(metadata.GetPropertyDefinition(property));
        var events = type.GetEvents();
        output.Write(events.Count);
        foreach (var @event in events)
            Write(metadata.GetEventDefinition(@event));
    }

    /// <summary>In order of declaration; those that the compiler made in order of their names.</summary>
    void WriteFields(TypeDefinition type)
    {
        var fields = new List<Named>();
        foreach (var handle in type.GetFields())
            fields.Add(new(names.Within(handle), handle));
        if (GeneratedNames.IsGenerated(metadata.GetString(type.Name)))
            fields.Sort(Named.Compare);
        output.Write(fields.Count);
        foreach (var named in fields)
        {
            var field = metadata.GetFieldDefinition((FieldDefinitionHandle)named.Handle);
            output.Write(named.Name);
            output.Write((int)field.Attributes);
            output.Write(field.DecodeSignature(names, null));
            Write(field.GetDefaultValue());
            output.Write(field.GetOffset());
            output.Write(metadata.GetBlobBytes(field.GetMarshallingDescriptor()));
            attributes.Write(field.GetCustomAttributes());
            WriteInitialData(field);
        }
    }

    void WriteMethods(TypeDefinition type)
    {
        var sorted = new List<Named>();
        foreach (var handle in type.GetMethods())
            sorted.Add(new(names.Within(handle), handle));
        sorted.Sort(Named.Compare);
        output.Write(sorted.Count);
        foreach (var method in sorted)
            methods.Write(method.Name, (MethodDefinitionHandle)method.Handle);
    }

    void Write(PropertyDefinition property)
    {
        output.Write(metadata.GetString(property.Name));
        output.Write((int)property.Attributes);
        output.Write(StableNames.Format(property.DecodeSignature(names, null)));
        Write(property.GetDefaultValue());
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

    void Write(ConstantHandle handle) => methods.Write(handle);

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

    void WriteForwardedTypes()
    {
        var forwarded = new List<string>();
        foreach (var handle in metadata.ExportedTypes)
        {
            var type = metadata.GetExportedType(handle);
            if (type.IsForwarder && type.Implementation.Kind == HandleKind.AssemblyReference)
                forwarded.Add(metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name) + " in "
                    + metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.Implementation).Name));
        }
        WriteSorted(forwarded);
    }

    void WriteResources()
    {
        var resources = new List<Named>();
        foreach (var handle in metadata.ManifestResources)
            resources.Add(new(metadata.GetString(metadata.GetManifestResource(handle).Name), handle));
        resources.Sort(Named.Compare);
        output.Write(resources.Count);
        foreach (var named in resources)
        {
            var resource = metadata.GetManifestResource((ManifestResourceHandle)named.Handle);
            output.Write(named.Name);
            output.Write((int)resource.Attributes);
            if (!resource.Implementation.IsNil)
            {
                output.Write(-1);       // in another file or assembly, which is a thing of its own
                continue;
            }
            var directory = assembly.Image.PEHeaders.CorHeader?.ResourcesDirectory ?? default(DirectoryEntry);
            var data = assembly.Image.GetSectionData(directory.RelativeVirtualAddress);
            var at = checked((int)resource.Offset);
            var length = data.GetReader(at, sizeof(int)).ReadInt32();
            output.Write(data.GetContent(at + sizeof(int), length).AsSpan());
        }
    }

    void WriteSorted<T>(IReadOnlyCollection<T> items, Func<T, string> name)
    {
        var texts = new List<string>(items.Count);
        foreach (var item in items)
            texts.Add(name(item));
        WriteSorted(texts);
    }

    void WriteSorted(List<string> texts)
    {
        texts.Sort(string.CompareOrdinal);
        output.Write(texts.Count);
        foreach (var text in texts)
            output.Write(text);
    }
}
