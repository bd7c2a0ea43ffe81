namespace ModelBuild.Core.Pipelines;

/// <summary>The type of a setting in a definition, as the options record's metadata declares it.</summary>
public abstract record SettingType;

public sealed record StringSetting : SettingType;

public sealed record BooleanSetting : SettingType;

/// <summary>A whole number of at most <paramref name="Bits"/> bits, signed or not.</summary>
public sealed record IntegerSetting(int Bits, bool Signed) : SettingType;

/// <summary>A finite IEEE 754 number: 64 bits, or 32 for <c>float</c>.</summary>
public sealed record NumberSetting(int Bits) : SettingType;

/// <summary>One of a set of names: a C# enum, its members in kebab-case (<c>MostFrequent</c> is <c>most-frequent</c>).</summary>
public sealed record EnumSetting(IReadOnlyList<string> Names) : SettingType;

/// <summary>An array or read-only list.</summary>
public sealed record ListSetting(SettingType Item) : SettingType;

/// <summary>A dictionary with keys chosen by the user.</summary>
public sealed record MapSetting(SettingType Item) : SettingType;

/// <summary>A record (or class): a mapping with known keys.</summary>
public sealed record RecordSetting(string TypeName, IReadOnlyList<SettingProperty> Properties) : SettingType;

/// <summary>A property of an options record.</summary>
/// <param name="Name">In camelCase, as definitions write it.</param>
/// <param name="Required">It has no default: a <c>required</c> property, or a constructor parameter without a default value.</param>
/// <param name="Nullable">Whether <c>null</c> may be written.</param>
/// <param name="Constraints">From System.ComponentModel.DataAnnotations.</param>
public sealed record SettingProperty(
    string Name, SettingType Type, bool Required, bool Nullable, IReadOnlyList<SettingConstraint> Constraints);

/// <summary>A condition on one value, from an attribute of System.ComponentModel.DataAnnotations.</summary>
public abstract record SettingConstraint;

/// <summary><c>[Range]</c>; the bounds are part of the range unless exclusive.</summary>
public sealed record RangeConstraint(double Minimum, double Maximum, bool MinimumIsExclusive, bool MaximumIsExclusive) : SettingConstraint;

/// <summary><c>[AllowedValues]</c>, as they are written in a definition.</summary>
public sealed record AllowedValuesConstraint(IReadOnlyList<string> Values) : SettingConstraint;

/// <summary><c>[RegularExpression]</c>; the whole value must match.</summary>
public sealed record PatternConstraint(string Pattern) : SettingConstraint;

/// <summary><c>[MinLength]</c> and <c>[MaxLength]</c> of a string or list.</summary>
public sealed record LengthConstraint(int Minimum, int Maximum) : SettingConstraint;
