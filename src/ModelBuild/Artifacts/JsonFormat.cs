using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ModelBuild;

/// <summary>How artifacts are JSON: readable, the same bytes for the same value, strict when read, and with nothing lost between.</summary>
static class JsonFormat
{
    public static JsonSerializerOptions Line { get; } = New(indented: false);

    public static JsonSerializerOptions Indented { get; } = New(indented: true);

    static JsonSerializerOptions New(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
        NewLine = "\n",
        IncludeFields = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepWhatCanBeReadBack } },
    };

    /// <summary>A property without a setter is either computed, and then not written, or would be lost.</summary>
    static void KeepWhatCanBeReadBack(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i] is not { Set: null, AssociatedParameter: null, AttributeProvider: PropertyInfo property })
                continue;
            if (IsStored(property))
                throw new NotSupportedException($"{property.DeclaringType}.{property.Name} has neither a setter nor a constructor parameter, so that its value would be lost. Give it 'init'.");
            type.Properties.RemoveAt(i);
        }
    }

    static bool IsStored(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
}
