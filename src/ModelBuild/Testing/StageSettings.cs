using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ModelBuild.Testing;

/// <summary>What a test gives in place of a definition's sections, and the defaults of what it does not give.</summary>
sealed class StageSettings
{
    readonly Dictionary<Type, object> records = [];
    readonly Dictionary<string, List<object>> sections = [];

    public void Set(object record) => records[record.GetType()] = record;

    /// <summary>Records of several types may share a section; of one type, and of plain values, the last one counts.</summary>
    public void Set(string section, object value)
    {
        if (!sections.TryGetValue(section, out var values))
            sections[section] = values = [];
        values.RemoveAll(other => other.GetType() == value.GetType() || IsPlain(value));
        values.Add(value);
    }

    /// <summary>Whether a list to be repeated over, or a plain value without a default, is not set.</summary>
    public bool Lacks(StageParameter parameter) =>
        !sections.ContainsKey(parameter.Source) && (parameter.ForEach || (IsPlain(parameter.Type) && !parameter.HasDefault));

    /// <exception cref="PipelineTestException">It is not set and has no default, or is of another type.</exception>
    public object? ValueOf(StageParameter parameter)
    {
        if (sections.TryGetValue(parameter.Source, out var values))
        {
            foreach (var value in values)
            {
                if (Fit(value, parameter.Type) is { } fitting)
                    return fitting;
                if (IsPlain(value))
                    throw new PipelineTestException($"The section '{parameter.Source}' is {value} ({TypeName.Short(value.GetType())}), but {parameter.Member} takes a {TypeName.Full(parameter.Type)}.");
            }
        }
        if (records.TryGetValue(parameter.Type, out var record))
            return record;
        if (parameter.HasDefault)
            return parameter.Default;
        return IsPlain(parameter.Type)
            ? throw new PipelineTestException($"{parameter.Member} takes the section '{parameter.Source}', which is not set and has no default. Give it: .With(\"{parameter.Source}\", …).")
            : DefaultOf(parameter);
    }

    /// <summary>The items that a stage is run for: those of a list, or 1 to n for a whole number n.</summary>
    public IReadOnlyList<object> ItemsOf(StageParameter parameter)
    {
        var given = sections.TryGetValue(parameter.Source, out var values)
            ? values[^1]
            : throw new PipelineTestException($"{parameter.Member} is run for each item of the section '{parameter.Source}', which is not set. Give it: .With(\"{parameter.Source}\", …).");
        var items = given switch
        {
            IEnumerable list and not string => list.Cast<object>(),
            _ when IsWhole(given.GetType()) && IsWhole(parameter.Type) => Enumerable.Range(1, Convert.ToInt32(given, CultureInfo.InvariantCulture)).Cast<object>(),
            _ => throw new PipelineTestException($"{parameter.Member} is run for each item of the section '{parameter.Source}', which is {given} ({TypeName.Short(given.GetType())}) and no list."),
        };
        return [.. items.Select(item => Fit(item, parameter.Type)
            ?? throw new PipelineTestException($"The section '{parameter.Source}' has the item {item} ({TypeName.Short(item.GetType())}), but {parameter.Member} takes a {TypeName.Full(parameter.Type)}."))];
    }

    /// <summary>How a definition writes an item; of a record, its position from 1.</summary>
    public static string NameOf(object item, int index) => item switch
    {
        bool value => value ? "true" : "false",
        Enum value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()),
        _ when IsPlain(item) => Convert.ToString(item, CultureInfo.InvariantCulture)!,
        _ => (index + 1).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Null where the value does not fit. A number may be of another type that has the same value.</summary>
    static object? Fit(object value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsInstanceOfType(value))
            return value;
        if (!IsNumber(type) || !IsNumber(value.GetType()))
            return null;
        try
        {
            var converted = Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
            return Convert.ToDouble(converted, CultureInfo.InvariantCulture).Equals(Convert.ToDouble(value, CultureInfo.InvariantCulture)) ? converted : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    static object DefaultOf(StageParameter parameter)
    {
        var type = parameter.Type;
        var constructors = type.GetConstructors();
        var constructor = constructors.FirstOrDefault(one => one.GetParameters().Length == 0) ?? (constructors.Length == 1
            ? constructors[0]
            : throw new PipelineTestException($"{parameter.Member} takes a {TypeName.Full(type)}, which has {constructors.Length} public constructors and none without parameters. Give it: .With(new {TypeName.Short(type)}(…))."));
        var required = constructor.GetParameters().Where(one => !one.HasDefaultValue).Select(one => one.Name!).ToList();
        if (!constructor.IsDefined(typeof(SetsRequiredMembersAttribute)))
            required.AddRange(type.GetProperties().Where(property => property.IsDefined(typeof(RequiredMemberAttribute))).Select(property => property.Name));
        return required.Count == 0
            ? constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, [.. constructor.GetParameters().Select(one => one.DefaultValue)], culture: null)
            : throw new PipelineTestException($"{parameter.Member} takes a {TypeName.Short(type)}, whose {string.Join(", ", required)} must be set. Give it: .With(new {TypeName.Short(type)} {{ … }}).");
    }

    static bool IsPlain(object value) => IsPlain(value.GetType());

    static bool IsPlain(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(string) || plain.IsPrimitive || plain.IsEnum);

    static bool IsNumber(Type type) => IsWhole(type) || type == typeof(double) || type == typeof(float);

    static bool IsWhole(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64;
}
