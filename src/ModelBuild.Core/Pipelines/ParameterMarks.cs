using System.Reflection.Metadata;
using ModelBuild.Core.Code;

namespace ModelBuild.Core.Pipelines;

/// <summary>The attributes of a stage's parameter that say what it is bound to, and whether they fit each other and its type.</summary>
sealed class ParameterMarks
{
    public const string Data = "ModelBuild.DataSource";
    public const string Context = "ModelBuild.StageContext";

    const string SectionMark = "[Section]", InputMark = "[Input]", ForEachMark = "[ForEach]";

    readonly List<string> empty = [];

    public ParameterMarks(ManagedAssembly assembly, AssemblySet assemblies, Parameter parameter)
    {
        var attributes = parameter.GetCustomAttributes();
        CustomAttribute? Find(string name) => assembly.FindAttribute(attributes, PipelineScan.AuthorAssembly, name);

        string? Name(CustomAttribute? attribute, string mark)
        {
            if (attribute is not { } found || new SignatureTypes(assembly, assemblies).Decode(found).FixedArguments is not [var argument])
                return null;
            if (string.IsNullOrWhiteSpace(argument.Value as string))
                empty.Add(mark);
            return argument.Value as string;
        }

        var forEach = Find("ForEachAttribute");
        IsForEach = forEach is not null;
        Section = Name(Find("SectionAttribute"), SectionMark);
        Input = Name(Find("InputAttribute"), InputMark);
        List = Name(forEach, ForEachMark);
    }

    /// <summary>What <c>[Section]</c> names.</summary>
    public string? Section { get; }

    /// <summary>What <c>[Input]</c> names.</summary>
    public string? Input { get; }

    public bool IsForEach { get; }

    /// <summary>The section that <c>[ForEach("…")]</c> names.</summary>
    public string? List { get; }

    public static bool IsOptions(SignatureType type) => type.SimpleName.EndsWith("Options", StringComparison.Ordinal);

    /// <summary>The end of a sentence that begins with the parameter; null where there is nothing wrong.</summary>
    /// <param name="type">The parameter's type.</param>
    /// <param name="isArtifact">It is a structure that is an artifact, or a nullable one: no plain value and no list.</param>
    public (string Code, string Message)? WhyNot(SignatureType type, bool isArtifact)
    {
        if (empty.Count > 0)
            return (CodeOf(empty[0]), $"has {empty[0]} with an empty name. Name {(empty[0] == InputMark ? "the stage or the section with the data" : "a top-level key of the definition")}.");
        if (type.FullName == Context && Any is { } any)
            return (CodeOf(any), $"is the StageContext with {any}, which binds something else. Remove {any}.");
        if (type.FullName == Data)
        {
            if (Section is not null)
                return ("MB1048", $"is a DataSource with [Section], which binds settings. A DataSource is declared in the section of its name: remove [Section], or name another with [Input(\"{Section}\")].");
            return List is null ? null
                : ("MB1057", $"is a DataSource with [ForEach(\"{List}\")], but the items of data are the members of its folder. Write [ForEach], and [Input(\"{List}\")] if the section of the data is '{List}'.");
        }
        if (Section is not null && (Input is not null || IsForEach))
            return Input is not null
                ? ("MB1056", $"has both [Section], which binds settings, and [Input], which binds a stage's output or data. Remove one of them.")
                : ("MB1057", $"has both [Section], which binds a section as a whole, and [ForEach]. For each item of the section write [ForEach(\"{Section}\")] alone.");
        if (List is not null)
        {
            if (Input is not null)
                return ("MB1056", $"has both [ForEach(\"{List}\")], which gives an item of a section, and [Input]. Remove one of them.");
            return IsPlain(type) ? null
                : ("MB1057", $"is {type} with [ForEach(\"{List}\")], but items of a section are strings, numbers, booleans or enums. Take one of these, or write [ForEach] without a section for data and artifacts.");
        }
        if (IsOptions(type) && Section is null && Any is { } onOptions)
            return (CodeOf(onOptions), $"is {type}, which binds settings, with {onOptions}. Remove {onOptions}; [Section] names a section.");
        if (isArtifact)
            return null;
        if (IsForEach && IsPlain(type))
            return ("MB1057", $"is {type} with [ForEach], but nothing says where its values are. Name a section of the definition: [ForEach(\"…\")].");
        if (IsForEach && ItemOfList(type) is { } item)
            return ("MB1057", $"is {type}, which collects all outputs of a repeated stage, with [ForEach], which takes one. Remove [ForEach], or take {item}.");
        return null;
    }

    string? Any => Input is not null ? InputMark : IsForEach ? ForEachMark : Section is not null ? SectionMark : null;

    static string CodeOf(string mark) => mark switch { InputMark => "MB1056", ForEachMark => "MB1057", _ => "MB1048" };

    static bool IsPlain(SignatureType type)
    {
        type = SettingReader.UnwrapNullable(type);
        // Of structs only enums can be settings; the setting reader says so of any other.
        return type.Form is SignatureForm.Primitive or SignatureForm.Struct;
    }

    static SignatureType? ItemOfList(SignatureType type) => type is { Form: SignatureForm.Array, Arguments: [var element] } ? element
        : type is { IsSystem: true, Arguments: [var item] } ? item
        : null;
}
