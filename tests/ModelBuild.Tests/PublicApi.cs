using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace ModelBuild.Tests;

/// <summary>What users compile against, frozen: a change here is a change for them, and shows in the diff of the approved file.</summary>
public sealed class PublicApi
{
    [Theory]
    [InlineData("ModelBuild")]
    [InlineData("ModelBuild.Prediction")]
    [InlineData("ModelBuild.Sql")]
    [InlineData("ModelBuild.Tabular")]
    public void Is_the_approved_one(string assembly) =>
        Surface(Assembly.Load(assembly)).ShouldMatchApproved(options => options.WithDiscriminator(assembly).WithFileExtension(".txt").NoDiff());

    static string Surface(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.IsInterface ? "interface " : type.IsEnum ? "enum " : type.IsValueType ? "struct " : "class ").Append(Name(type)).Append('\n');
            var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(member => member is not Type && member.GetCustomAttribute<CompilerGeneratedAttribute>() is null)
                .Where(member => member is not MethodInfo { IsSpecialName: true })
                .Select(Describe)
                .OrderBy(line => line, StringComparer.Ordinal);
            foreach (var member in members)
                text.Append("    ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    static string Describe(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } field => $"{field.Name} = {field.GetRawConstantValue()}",
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        PropertyInfo property => $"{Name(property.PropertyType)} {property.Name} {{ {(property.CanRead ? "get; " : "")}{(property.SetMethod is { IsPublic: true } ? "set; " : "")}}}",
        MethodBase method => $"{(method.IsStatic ? "static " : "")}{(method is MethodInfo { ReturnType: var returned } ? Name(returned) + " " : "")}{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"))})",
        _ => member.ToString()!,
    };

    static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
