using System.Reflection;
using System.Text.Json;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Pipelines;

/// <summary>Makes a <see cref="SettingType"/> of a C# type, or says why it cannot be set in a definition.</summary>
/// <remarks>Items of lists and maps are never null in a definition, whatever their annotation.</remarks>
sealed class SettingReader(AssemblySet assemblies, List<Diagnostic> diagnostics)
{
    const string Supported = "string, bool, whole numbers, float, double, enums, records and classes of the project, "
        + "arrays and lists of these, and dictionaries with string keys";

    readonly Dictionary<ManagedType, SettingType?> known = [];
    readonly List<OpenType> open = [];

    sealed record OpenType(ManagedType Type, string Through);

    /// <summary>Null after an error, which is then among the diagnostics.</summary>
    /// <param name="member">Who has this type: <c>Space.Pipeline.Train(options)</c> or <c>Space.TrainOptions.Depth</c>.</param>
    /// <param name="place">Where that is; asked only for an error, because it opens the PDB.</param>
    public SettingType? Read(SignatureType type, string member, Func<Mark> place)
    {
        type = UnwrapNullable(type);
        if (type.Form == SignatureForm.Primitive && Plain(type.FullName) is { } plain)
            return plain;
        if (ItemOf(type) is { } item)
            return Read(item, member, place) is { } read ? new ListSetting(read) : null;
        if (ValueOf(type) is { } value)
        {
            if (type.Arguments[0] is { Form: SignatureForm.Primitive, FullName: "System.String" })
                return Read(value, member, place) is { } read ? new MapSetting(read) : null;
            return Refuse(member, place, $"is {type}, whose keys are not strings");
        }
        if (assemblies.Find(type) is not { } found)
            return Refuse(member, place, type.IsSystem || type.Form is not (SignatureForm.Class or SignatureForm.Struct)
                ? $"is {type}"
                : $"is {type} of assembly {type.Scope}, which is neither this project nor a referenced project");
        if (open.FindIndex(entry => entry.Type == found) is >= 0 and var first)
        {
            var path = string.Join(", ", open.Skip(first + 1).Select(entry => entry.Through).Append(member));
            diagnostics.Add(Diagnostic.Error("MB1051", place(),
                $"The setting type {type} refers to itself: {path} is {type} again. A definition could never end; break the circle, for instance with a list of names."));
            return null;
        }
        if (known.TryGetValue(found, out var before))
            return before;
        open.Add(new(found, member));
        var result = ReadOwn(found, type, member, place);
        open.RemoveAt(open.Count - 1);
        return known[found] = result;
    }

    SettingType? ReadOwn(ManagedType found, SignatureType type, string member, Func<Mark> place)
    {
        if (found.IsEnum)
            return ReadEnum(found, place);
        if (found.IsStruct)
            return Refuse(member, place, $"is the struct {type} (make it a record class)");
        if (found.IsInterface || found.Definition.Attributes.HasFlag(TypeAttributes.Abstract))
            return Refuse(member, place, $"is {type}, which is abstract, so that no value can be made of a definition");
        if (type.Arguments.Count > 0 || found.Definition.GetGenericParameters().Count > 0)
            return Refuse(member, place, $"is the generic type {type}");
        return new RecordReader(found, assemblies, this, diagnostics).Read(member, place);
    }

    EnumSetting? ReadEnum(ManagedType type, Func<Mark> place)
    {
        var metadata = type.Assembly.Metadata;
        var names = new List<string>();
        var failed = false;
        foreach (var handle in type.Definition.GetFields())
        {
            var field = metadata.GetFieldDefinition(handle);
            if (!field.Attributes.HasFlag(FieldAttributes.Literal))
                continue;
            var member = metadata.GetString(field.Name);
            var name = JsonNamingPolicy.KebabCaseLower.ConvertName(member);
            if (names.Contains(name))
            {
                failed = true;
                diagnostics.Add(Diagnostic.Error("MB1053", place(),
                    $"Two members of the enum {type.FullName} are '{name}' in a definition, {member} and an earlier one. Rename one of them."));
            }
            names.Add(name);
            var attributes = new ConstraintAttributes(assemblies);
            attributes.Read(type.Assembly, field.GetCustomAttributes());
            failed |= !Accept(attributes, $"{type.FullName}.{member}", place);
        }
        return failed ? null : new EnumSetting(names);
    }

    /// <summary>Reports attributes that a definition could not honour.</summary>
    public bool Accept(ConstraintAttributes constraints, string member, Func<Mark> place)
    {
        foreach (var attribute in constraints.Refused)
            diagnostics.Add(Diagnostic.Error("MB1054", place(),
                $"{member} has {attribute}, which a definition is not checked against. Supported are {ConstraintAttributes.Supported}; check anything else in the stage."));
        return constraints.Refused.Count == 0;
    }

    SettingType? Refuse(string member, Func<Mark> place, string found)
    {
        diagnostics.Add(Diagnostic.Error("MB1050", place(), $"{member} {found}, which cannot be set in a definition. Supported are {Supported}."));
        return null;
    }

    public static SignatureType UnwrapNullable(SignatureType type) =>
        type is { FullName: "System.Nullable`1", Arguments: [var value] } ? value : type;

    static SettingType? Plain(string fullName) => fullName switch
    {
        "System.String" => new StringSetting(),
        "System.Boolean" => new BooleanSetting(),
        "System.SByte" => new IntegerSetting(8, true),
        "System.Byte" => new IntegerSetting(8, false),
        "System.Int16" => new IntegerSetting(16, true),
        "System.UInt16" => new IntegerSetting(16, false),
        "System.Int32" => new IntegerSetting(32, true),
        "System.UInt32" => new IntegerSetting(32, false),
        "System.Int64" => new IntegerSetting(64, true),
        "System.UInt64" => new IntegerSetting(64, false),
        "System.Single" => new NumberSetting(32),
        "System.Double" => new NumberSetting(64),
        _ => null,
    };

    static SignatureType? ItemOf(SignatureType type) => type switch
    {
        { Form: SignatureForm.Array, Arguments: [var item] } => item,
        {
            Arguments: [var item],
            FullName: "System.Collections.Generic.IReadOnlyList`1" or "System.Collections.Generic.IReadOnlyCollection`1"
                or "System.Collections.Generic.List`1" or "System.Collections.Generic.IList`1"
                or "System.Collections.Generic.ICollection`1" or "System.Collections.Generic.IEnumerable`1"
        } => item,
        _ => null,
    };

    static SignatureType? ValueOf(SignatureType type) => type switch
    {
        {
            Arguments: [_, var value],
            FullName: "System.Collections.Generic.IReadOnlyDictionary`2" or "System.Collections.Generic.Dictionary`2"
                or "System.Collections.Generic.IDictionary`2"
        } => value,
        _ => null,
    };
}
