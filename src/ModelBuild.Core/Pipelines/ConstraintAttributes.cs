using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Reflection.Metadata;
using System.Text.Json;
using ModelBuild.Core.Code;

namespace ModelBuild.Core.Pipelines;

/// <summary>
/// The constraints of one setting, from the validation attributes of its property and constructor parameter.
/// Attributes that only describe (<c>[Display]</c>) are ignored, those that would have to be checked are refused.
/// </summary>
sealed class ConstraintAttributes(AssemblySet assemblies)
{
    public const string Supported = "[Range] with numbers, [AllowedValues], [RegularExpression], [MinLength], [MaxLength], [Length], [StringLength] and [Required]";

    readonly List<SettingConstraint> constraints = [];
    readonly List<string> refused = [];

    public IReadOnlyList<SettingConstraint> Found => constraints;

    /// <summary><c>[Required]</c>: the setting has no default and is not null.</summary>
    public bool IsRequired { get; private set; }

    /// <summary>Attributes that are not supported, as C# writes them.</summary>
    public IReadOnlyList<string> Refused => refused;

    public void Read(ManagedAssembly assembly, CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes)
        {
            var attribute = assembly.Metadata.GetCustomAttribute(handle);
            if (assembly.TypeOf(attribute) is not { Kind: HandleKind.TypeReference } type)
                continue;
            var name = assembly.NameOf((TypeReferenceHandle)type);
            if (IsJsonAttribute(name))
                refused.Add($"[{Short(name)}]");
            else if (name.StartsWith("System.ComponentModel.DataAnnotations.", StringComparison.Ordinal))
                Read(Short(name), () => new SignatureTypes(assembly, assemblies).Decode(attribute));
        }
    }

    /// <summary>Names in a definition follow one rule, so attributes that change what JSON looks like cannot have a say.</summary>
    public static bool IsJsonAttribute(string fullName) => fullName.StartsWith("System.Text.Json.Serialization.", StringComparison.Ordinal);

    public static string Short(string attribute)
    {
        var name = attribute[(attribute.LastIndexOf('.') + 1)..];
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name;
    }

    void Read(string attribute, Func<CustomAttributeValue<SignatureType>> decode)
    {
        switch (attribute)
        {
            case "Required":
                IsRequired = true;
                break;
            case "Range":
                var range = decode();
                if (range.FixedArguments.Length == 2)
                    constraints.Add(new RangeConstraint(
                        Convert.ToDouble(range.FixedArguments[0].Value, CultureInfo.InvariantCulture),
                        Convert.ToDouble(range.FixedArguments[1].Value, CultureInfo.InvariantCulture),
                        Named(range, "MinimumIsExclusive", false),
                        Named(range, "MaximumIsExclusive", false)));
                else
                    refused.Add("[Range(Type, string, string)]");
                break;
            case "AllowedValues":
                if (decode().FixedArguments[0].Value is ImmutableArray<CustomAttributeTypedArgument<SignatureType>> values)
                    constraints.Add(new AllowedValuesConstraint([.. values.Select(AsWritten)]));
                break;
            case "RegularExpression":
                constraints.Add(new PatternConstraint((string?)decode().FixedArguments[0].Value ?? ""));
                break;
            case "MinLength":
                AddLength((int)decode().FixedArguments[0].Value!, int.MaxValue);
                break;
            case "MaxLength":
                if (decode().FixedArguments is [{ Value: int most }])
                    AddLength(0, most);
                break;
            case "Length":
                var length = decode().FixedArguments;
                AddLength((int)length[0].Value!, (int)length[1].Value!);
                break;
            case "StringLength":
                var ofString = decode();
                AddLength(Named(ofString, "MinimumLength", 0), (int)ofString.FixedArguments[0].Value!);
                break;
            case "Base64String" or "Compare" or "CreditCard" or "CustomValidation" or "DeniedValues" or "EmailAddress"
                or "EnumDataType" or "FileExtensions" or "Phone" or "Url":
                refused.Add($"[{attribute}]");
                break;
        }
    }

    /// <summary>All lengths of one setting are one constraint: what satisfies each of them.</summary>
    void AddLength(int minimum, int maximum)
    {
        for (var i = 0; i < constraints.Count; i++)
            if (constraints[i] is LengthConstraint other)
            {
                constraints[i] = new LengthConstraint(Math.Max(minimum, other.Minimum), Math.Min(maximum, other.Maximum));
                return;
            }
        constraints.Add(new LengthConstraint(minimum, maximum));
    }

    string AsWritten(CustomAttributeTypedArgument<SignatureType> value) => value.Value switch
    {
        null => "null",
        bool boolean => boolean ? "true" : "false",
        string text => text,
        var number when assemblies.Find(value.Type) is { IsEnum: true } type => EnumMember(type, number) ?? Number(number),
        var number => Number(number),
    };

    static string Number(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    static string? EnumMember(ManagedType type, object value)
    {
        var metadata = type.Assembly.Metadata;
        foreach (var handle in type.Definition.GetFields())
        {
            var field = metadata.GetFieldDefinition(handle);
            if (!field.Attributes.HasFlag(FieldAttributes.Literal) || field.GetDefaultValue().IsNil)
                continue;
            var constant = metadata.GetConstant(field.GetDefaultValue());
            if (value.Equals(metadata.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode)))
                return JsonNamingPolicy.KebabCaseLower.ConvertName(metadata.GetString(field.Name));
        }
        return null;
    }

    static T Named<T>(CustomAttributeValue<SignatureType> value, string name, T otherwise)
    {
        foreach (var argument in value.NamedArguments)
            if (argument.Name == name && argument.Value is T found)
                return found;
        return otherwise;
    }
}
