namespace ModelBuild.Testing;

/// <summary>Types as C# writes them, for messages.</summary>
static class TypeName
{
    /// <summary>With namespaces and enclosing types: <c>ModelBuild.Json&lt;double[]&gt;</c>.</summary>
    public static string Full(Type type) => Of(type, isFull: true);

    /// <summary>As code with its usings has it: <c>Json&lt;double[]&gt;</c>.</summary>
    public static string Short(Type type) => Of(type, isFull: false);

    static string Of(Type type, bool isFull)
    {
        if (type.IsArray)
            return $"{Of(type.GetElementType()!, isFull)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Of(value, isFull) + "?";
        if (Keyword(type) is { } keyword)
            return keyword;
        var arguments = type.GetGenericArguments();
        // Those of an enclosing type come first.
        var others = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var place = !isFull ? ""
            : type.DeclaringType is { } outer ? Of(others > 0 ? outer.MakeGenericType(arguments[..others]) : outer, isFull) + "."
            : type.Namespace is { } space ? space + "."
            : "";
        var own = arguments.Length == others ? "" : $"<{string.Join(", ", arguments[others..].Select(argument => Of(argument, isFull)))}>";
        return place + type.Name.Split('`')[0] + own;
    }

    static string? Keyword(Type type) => type == typeof(void) ? "void" : type == typeof(object) ? "object" : type.IsEnum ? null : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Char => "char",
        TypeCode.SByte => "sbyte",
        TypeCode.Byte => "byte",
        TypeCode.Int16 => "short",
        TypeCode.UInt16 => "ushort",
        TypeCode.Int32 => "int",
        TypeCode.UInt32 => "uint",
        TypeCode.Int64 => "long",
        TypeCode.UInt64 => "ulong",
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.Decimal => "decimal",
        TypeCode.String => "string",
        _ => null,
    };
}
