using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Diagnostics.CodeAnalysis;

namespace ModelBuild.Runner;

/// <summary>
/// Makes the value of a settings parameter from its JSON: System.Text.Json's rules for records, with camelCase members,
/// kebab-case enums, and unknown members an error. A tenth of its cost in a process that binds once.
/// </summary>
/// <remarks>
/// Types: string, bool, whole numbers, float, double, enums, records and classes of these, arrays and the interfaces that an
/// array has, lists, dictionaries with string keys; any of them nullable. A record is made with its parameterless constructor if it
/// has one, else with its only one; then its settable properties are set. What is not given keeps the code's default.
/// </remarks>
static class SettingsBinder
{
    /// <summary>The value of a parameter; its own default, or a record of defaults, where nothing is set.</summary>
    /// <param name="section">The definition's section, for errors.</param>
    /// <exception cref="StageException">MB3003, with the path of the setting.</exception>
    public static object? Bind(JsonValue? value, ParameterInfo parameter, string section)
    {
        if (value is not null)
            return Bind(value, parameter.ParameterType, section);
        if (parameter.HasDefaultValue)
            return Default(parameter);
        return IsRecord(parameter.ParameterType)
            ? Bind(JsonValue.EmptyObject, parameter.ParameterType, section)
            : throw Error(section, $"'{section}' is not set and has no default. Set it in the definition.");
    }

    static object? Bind(JsonValue value, Type type, string path)
    {
        var inner = Nullable.GetUnderlyingType(type);
        if (value.Kind == JsonKind.Null)
            return inner is not null || !type.IsValueType ? null : throw Wrong(value, path, Name(type));
        type = inner ?? type;
        if (type == typeof(string))
            return value.Kind == JsonKind.String ? value.Text : throw Wrong(value, path, "text");
        if (type == typeof(bool))
            return value.Kind == JsonKind.Boolean ? value.Text == "true" : throw Wrong(value, path, "true or false");
        if (type.IsEnum)
            return Enumerated(value, type, path);
        if (type.IsPrimitive)
            return Number(value, type, path);
        if (ItemOfList(type) is { } item)
            return type.IsInterface || type.IsArray ? List(value, item, path) : Activator.CreateInstance(type, List(value, item, path));
        if (ItemOfMap(type) is { } mapItem)
            return Map(value, mapItem, path);
        if (IsRecord(type))
            return Record(value, type, path);
        throw Error(path, $"'{path}' has the type {type.FullName}, which cannot be a setting. Use a string, number, boolean, enum, record, array or dictionary.");
    }

    static object Enumerated(JsonValue value, Type type, string path)
    {
        var names = Enum.GetNames(type);
        if (value.Kind == JsonKind.String)
        {
            foreach (var name in names)
            {
                if (SettingName.Kebab(name) == value.Text)
                    return Enum.Parse(type, name);
            }
        }
        throw Wrong(value, path, "one of " + string.Join(", ", Array.ConvertAll(names, SettingName.Kebab)));
    }

    static object Number(JsonValue value, Type type, string path)
    {
        const NumberStyles Whole = NumberStyles.AllowLeadingSign;
        var culture = CultureInfo.InvariantCulture;
        var text = value.Kind == JsonKind.Number ? value.Text : "";
        object? number = Type.GetTypeCode(type) switch
        {
            TypeCode.SByte => sbyte.TryParse(text, Whole, culture, out var n) ? n : null,
            TypeCode.Byte => byte.TryParse(text, Whole, culture, out var n) ? n : null,
            TypeCode.Int16 => short.TryParse(text, Whole, culture, out var n) ? n : null,
            TypeCode.UInt16 => ushort.TryParse(text, Whole, culture, out var n) ? n : null,
            TypeCode.Int32 => int.TryParse(text, Whole, culture, out var n) ? n : null,
            TypeCode.UInt32 => uint.TryParse(text, Whole, culture, out var n) ? n : null,
            TypeCode.Int64 => long.TryParse(text, Whole, culture, out var n) ? n : null,
            TypeCode.UInt64 => ulong.TryParse(text, Whole, culture, out var n) ? n : null,
            TypeCode.Single => float.TryParse(text, NumberStyles.Float, culture, out var n) && float.IsFinite(n) ? n : null,
            TypeCode.Double => double.TryParse(text, NumberStyles.Float, culture, out var n) && double.IsFinite(n) ? n : null,
            _ => null,
        };
        return number ?? throw Wrong(value, path, Name(type));
    }

    static Array List(JsonValue value, Type item, string path)
    {
        if (value.Kind != JsonKind.Array)
            throw Wrong(value, path, "a list");
        var list = Array.CreateInstance(item, value.Items.Count);
        for (var i = 0; i < list.Length; i++)
            list.SetValue(Bind(value.Items[i], item, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]"), i);
        return list;
    }

    static IDictionary Map(JsonValue value, Type item, string path)
    {
        if (value.Kind != JsonKind.Object)
            throw Wrong(value, path, "a mapping");
        var map = (IDictionary)Activator.CreateInstance(MapOf(item))!;
        foreach (var member in value.Members)
            map.Add(member.Name, Bind(member.Value, item, $"{path}.{member.Name}"));
        return map;
    }

    static object Record(JsonValue value, Type type, string path)
    {
        if (value.Kind != JsonKind.Object)
            throw Wrong(value, path, "a mapping");
        var constructor = Constructor(type, path);
        var parameters = constructor?.GetParameters() ?? [];
        var known = new List<string>(parameters.Length);
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var name = SettingName.Camel(parameters[i].Name!);
            known.Add(name);
            if (value.Find(name) is { } given)
                arguments[i] = Bind(given, parameters[i].ParameterType, $"{path}.{name}");
            else if (parameters[i].HasDefaultValue)
                arguments[i] = Default(parameters[i]);
            else
                throw NotSet(path, name);
        }
        // The stage's own exceptions come as they are, not wrapped.
        var record = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        var someAreRequired = DeclaresRequired(type) && constructor?.IsDefined(typeof(SetsRequiredMembersAttribute)) != true;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = SettingName.Camel(property.Name);
            if (property.GetSetMethod() is null || property.GetIndexParameters().Length > 0 || known.Contains(name))
                continue;
            known.Add(name);
            if (value.Find(name) is { } given)
                property.SetValue(record, Bind(given, property.PropertyType, $"{path}.{name}"), BindingFlags.DoNotWrapExceptions, null, null, null);
            else if (someAreRequired && property.IsDefined(typeof(RequiredMemberAttribute)))
                throw NotSet(path, name);
        }
        foreach (var member in value.Members)
        {
            if (!known.Contains(member.Name))
            {
                known.Sort(StringComparer.Ordinal);
                throw Error($"{path}.{member.Name}", $"'{path}' has no setting '{member.Name}'; it has {string.Join(", ", known)}. Remove it or correct its name.");
            }
        }
        return record;
    }

    /// <summary>The compiler marks a type that declares required members, so most properties need no look at their attributes.</summary>
    static bool DeclaresRequired(Type? type) =>
        type is not null && (type.IsDefined(typeof(RequiredMemberAttribute), inherit: false) || DeclaresRequired(type.BaseType));

    /// <summary>Null: a struct's own zero.</summary>
    static ConstructorInfo? Constructor(Type type, string path)
    {
        var constructors = type.GetConstructors();
        foreach (var constructor in constructors)
        {
            if (constructor.GetParameters().Length == 0)
                return constructor;
        }
        if (constructors.Length == 1)
            return constructors[0];
        return type.IsValueType && constructors.Length == 0
            ? null
            : throw Error(path, $"'{path}' has the type {type.FullName} with {constructors.Length} public constructors; a settings type has one, or one without parameters.");
    }

    static object? Default(ParameterInfo parameter)
    {
        var value = parameter.DefaultValue;
        // The default of a nullable enum comes as its number.
        return value is not null && Nullable.GetUnderlyingType(parameter.ParameterType) is { IsEnum: true } type ? Enum.ToObject(type, value) : value;
    }

    static Type? ItemOfList(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();
        if (type.GenericTypeArguments is not [var item])
            return null;
        if (type == ListOf(item))
            return item;
        if (!type.IsInterface)
            return null;
        return type.IsAssignableFrom(item.MakeArrayType()) ? item : null;
    }

    static Type? ItemOfMap(Type type) =>
        type.GenericTypeArguments is [var key, var item] && key == typeof(string) && type.IsAssignableFrom(MapOf(item)) ? item : null;

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The runner is never compiled ahead of time as a whole.")]
    static Type MapOf(Type item) => typeof(Dictionary<,>).MakeGenericType(typeof(string), item);

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The runner is never compiled ahead of time as a whole.")]
    static Type ListOf(Type item) => typeof(List<>).MakeGenericType(item);

    static bool IsRecord(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsInterface && !type.IsAbstract && !type.IsArray && type != typeof(string)
        && Nullable.GetUnderlyingType(type) is null && !typeof(IEnumerable).IsAssignableFrom(type) && $"{type.Namespace}.".StartsWith("System.", StringComparison.Ordinal) != true;

    static string Name(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => "a whole number from 0 to 255",
        TypeCode.SByte => "a whole number from -128 to 127",
        TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64 => "a whole number of at least 0 that fits " + type.Name,
        TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 => "a whole number that fits " + type.Name,
        TypeCode.Single or TypeCode.Double => "a finite number",
        TypeCode.Boolean => "true or false",
        _ => type.Name,
    };

    static StageException NotSet(string path, string name) =>
        Error($"{path}.{name}", $"'{path}.{name}' is not set and has no default. Set it in the definition.");

    static StageException Wrong(JsonValue value, string path, string expected) =>
        Error(path, $"'{path}' is {Shown(value)}, but must be {expected}.");

    static string Shown(JsonValue value) => value.Kind switch
    {
        JsonKind.Null => "null",
        JsonKind.String => $"'{value.Text}'",
        JsonKind.Array => "a list",
        JsonKind.Object => "a mapping",
        _ => value.Text,
    };

    static StageException Error(string path, string message) => new([new StageError(message) { Code = "MB3003", Option = path }]);
}
