using System.Reflection;
using System.Reflection.Metadata;
using System.Text.Json;
using ModelBuild.Core.Code;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Pipelines;

/// <summary>
/// Reads the settings of an options record: what System.Text.Json would set when it makes one from JSON, that is the
/// parameters of its public constructor and its public settable properties, inherited ones first.
/// </summary>
sealed class RecordReader(ManagedType record, AssemblySet assemblies, SettingReader types, List<Diagnostic> diagnostics)
{
    sealed record Property(ManagedType Owner, PropertyDefinition Definition, string Name, SignatureType Type);

    /// <param name="Handle">Nil where the compiler left out the row.</param>
    sealed record Argument(string Name, SignatureType Type, ParameterHandle Handle);

    readonly MetadataReader metadata = record.Assembly.Metadata;
    bool failed;

    /// <param name="member">Who is of this type.</param>
    public RecordSetting? Read(string member, Func<Mark> place)
    {
        if (ChooseConstructor(place) is not { } constructor)
            return null;
        var properties = new List<Property>();
        if (!Collect(record, properties, member, place))
            return null;
        var arguments = ArgumentsOf(constructor);
        foreach (var argument in arguments)
            if (!properties.Exists(property => Matches(property, argument)))
                Report("MB1052", record.Assembly.PlaceOf(constructor), place,
                    $"The constructor parameter {record.FullName}({argument.Name}) of type {argument.Type} has no public property of its name and type, so its value cannot be set. Add one, or make a primary constructor.");

        // SetsRequiredMembers is the constructor's word that nothing is left to set.
        var setsRequired = record.Assembly.FindAttribute(metadata.GetMethodDefinition(constructor).GetCustomAttributes(),
            "System.Diagnostics.CodeAnalysis", "SetsRequiredMembersAttribute") is not null;
        var settings = new List<SettingProperty>();
        foreach (var property in properties)
        {
            var argument = arguments.Find(candidate => Matches(property, candidate));
            if (argument is null && !IsSettable(property))
                continue;
            if (Read(property, argument, setsRequired, constructor, place) is not { } setting)
                continue;
            if (settings.Exists(other => other.Name == setting.Name))
                Report("MB1053", PlaceOf(property, constructor), place,
                    $"Two properties of {record.FullName} are '{setting.Name}' in a definition, {property.Name} and an earlier one. Rename one of them.");
            settings.Add(setting);
        }
        return failed ? null : new(record.FullName, settings);
    }

    SettingProperty? Read(Property property, Argument? argument, bool setsRequired, MethodDefinitionHandle constructor, Func<Mark> place)
    {
        var assembly = property.Owner.Assembly;
        var attributes = property.Definition.GetCustomAttributes();
        var member = $"{property.Owner.FullName}.{property.Name}";
        Mark ItsPlace() => Better(PlaceOf(property, constructor), place());

        var constraints = new ConstraintAttributes(assemblies);
        constraints.Read(assembly, attributes);
        if (argument is { Handle.IsNil: false })
            constraints.Read(record.Assembly, metadata.GetParameter(argument.Handle).GetCustomAttributes());
        failed |= !types.Accept(constraints, member, ItsPlace);

        if (types.Read(property.Type, member, ItsPlace) is not { } type)
        {
            failed = true;
            return null;
        }
        var required = constraints.IsRequired
            || (argument is not null && !HasDefault(argument))
            || (!setsRequired && assembly.FindAttribute(attributes, "System.Runtime.CompilerServices", "RequiredMemberAttribute") is not null);
        var isReference = property.Type is { Form: SignatureForm.Class or SignatureForm.Array } or { FullName: "System.String" };
        var nullable = !constraints.IsRequired && (isReference
            ? Nullability.AllowsNull(assembly, attributes, property.Owner.Handle)
            : property.Type != SettingReader.UnwrapNullable(property.Type));
        return new(JsonNamingPolicy.CamelCase.ConvertName(property.Name), type, required, nullable, constraints.Found);
    }

    /// <summary>A public constructor without parameters, or else the only public one.</summary>
    MethodDefinitionHandle? ChooseConstructor(Func<Mark> place)
    {
        MethodDefinitionHandle only = default;
        var count = 0;
        foreach (var handle in record.Definition.GetMethods())
        {
            var method = metadata.GetMethodDefinition(handle);
            if (!metadata.StringComparer.Equals(method.Name, ".ctor") || !IsPublic(method.Attributes))
                continue;
            if (method.DecodeSignature(new SignatureTypes(record.Assembly, assemblies), null).ParameterTypes.IsEmpty)
                return handle;
            only = handle;
            count++;
        }
        if (count == 1)
            return only;
        Report("MB1052", record.Assembly.PlaceOf(only), place, count == 0
            ? $"The setting type {record.FullName} has no public constructor. Give it one, so that it can be made from a definition."
            : $"The setting type {record.FullName} has {count} public constructors with parameters. Keep one of them, or add one without parameters.");
        return null;
    }

    List<Argument> ArgumentsOf(MethodDefinitionHandle constructor)
    {
        var method = metadata.GetMethodDefinition(constructor);
        var parameterTypes = method.DecodeSignature(new SignatureTypes(record.Assembly, assemblies), null).ParameterTypes;
        var arguments = new List<Argument>();
        foreach (var type in parameterTypes)
            arguments.Add(new($"parameter {arguments.Count + 1}", type, default));
        foreach (var handle in method.GetParameters())
        {
            var parameter = metadata.GetParameter(handle);
            if (parameter.SequenceNumber > 0)
                arguments[parameter.SequenceNumber - 1] = new(metadata.GetString(parameter.Name), parameterTypes[parameter.SequenceNumber - 1], handle);
        }
        return arguments;
    }

    /// <summary>All public instance properties, those of base types first; an override or hiding property takes the place of the other.</summary>
    bool Collect(ManagedType type, List<Property> properties, string member, Func<Mark> place)
    {
        if (type.Base(assemblies) is { } @base)
        {
            if (@base.Arguments.Count > 0 || assemblies.Find(@base) is not { } found)
            {
                diagnostics.Add(Diagnostic.Error("MB1050", place(),
                    $"{member} is {record.FullName}, which inherits {@base}. A setting type may inherit records and classes of the project that are not generic."));
                return false;
            }
            if (!Collect(found, properties, member, place))
                return false;
        }
        var signatures = new SignatureTypes(type.Assembly, assemblies);
        foreach (var handle in type.Definition.GetProperties())
        {
            var definition = type.Assembly.Metadata.GetPropertyDefinition(handle);
            var name = type.Assembly.Metadata.GetString(definition.Name);
            var signature = definition.DecodeSignature(signatures, null);
            var accessors = definition.GetAccessors();
            if (!signature.Header.IsInstance || !signature.ParameterTypes.IsEmpty
                || !(IsPublic(type, accessors.Getter) || IsPublic(type, accessors.Setter)))
                continue;
            var property = new Property(type, definition, name, signature.ReturnType);
            if (properties.FindIndex(other => other.Name == name) is >= 0 and var inherited)
                properties[inherited] = property;
            else
                properties.Add(property);
        }
        return true;
    }

    static bool Matches(Property property, Argument argument) =>
        property.Name.Equals(argument.Name, StringComparison.OrdinalIgnoreCase) && property.Type.ReflectionName == argument.Type.ReflectionName;

    static bool IsSettable(Property property) => IsPublic(property.Owner, property.Definition.GetAccessors().Setter);

    static bool IsPublic(ManagedType type, MethodDefinitionHandle accessor) =>
        !accessor.IsNil && IsPublic(type.Assembly.Metadata.GetMethodDefinition(accessor).Attributes);

    static bool IsPublic(MethodAttributes attributes) => (attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public;

    bool HasDefault(Argument argument) =>
        !argument.Handle.IsNil && metadata.GetParameter(argument.Handle).Attributes.HasFlag(ParameterAttributes.HasDefault);

    Mark PlaceOf(Property property, MethodDefinitionHandle constructor)
    {
        var accessors = property.Definition.GetAccessors();
        var own = property.Owner.Assembly.PlaceOf(accessors.Getter, accessors.Setter);
        return own.Line > 0 || property.Owner != record ? own : record.Assembly.PlaceOf(constructor);
    }

    /// <summary>The stage that takes the settings is at least near, where the setting type's own place is not known.</summary>
    static Mark Better(Mark own, Mark ofUser) => own.Line > 0 ? own : ofUser;

    void Report(string code, Mark own, Func<Mark> ofUser, string message)
    {
        failed = true;
        diagnostics.Add(Diagnostic.Error(code, Better(own, ofUser()), message));
    }
}
