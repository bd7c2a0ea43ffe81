using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using ModelBuild.Core.Code;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Pipelines;

/// <summary>Reads one [Stage] method: what each parameter is bound to, and what it returns.</summary>
sealed class StageReader(
    ManagedAssembly assembly,
    AssemblySet assemblies,
    SettingReader settings,
    List<Diagnostic> diagnostics,
    string pipelineType,
    MethodDefinitionHandle handle)
{
    const string Artifact = "ModelBuild.IArtifact`1";
    const string List = "System.Collections.Generic.IReadOnlyList`1";
    const string SupportedParameters = "an artifact (IArtifact<T>) named like the stage that returns it, an IReadOnlyList of these, DataSource, "
        + "StageContext, a record whose name ends in Options, or a string, number, boolean, enum or record with [Section(\"…\")]";

    readonly MetadataReader metadata = assembly.Metadata;
    readonly MethodDefinition method = assembly.Metadata.GetMethodDefinition(handle);
    readonly string methodName = assembly.Metadata.GetString(assembly.Metadata.GetMethodDefinition(handle).Name);
    bool failed;

    string Member => $"{pipelineType}.{methodName}";

    /// <summary>Null after an error, which is then among the diagnostics.</summary>
    public StageDescription? Read(bool isOverloaded, StageSettings said)
    {
        CheckMethod(isOverloaded);
        var signature = method.DecodeSignature(new SignatureTypes(assembly, assemblies), null);
        if (signature.GenericParameterCount > 0)
        {
            Report("MB1045", $"The stage {Member} is generic, and nothing says what its type parameters are. Make it a method without type parameters.");
            return null;
        }
        var output = ReadOutput(signature.ReturnType);

        var rows = new ParameterHandle[signature.ParameterTypes.Length];
        foreach (var row in method.GetParameters())
            if (metadata.GetParameter(row).SequenceNumber is > 0 and var number)
                rows[number - 1] = row;
        var parameters = new List<StageParameter>();
        for (var i = 0; i < rows.Length; i++)
            if (ReadParameter(signature.ParameterTypes[i], rows[i], i) is { } parameter)
                parameters.Add(parameter);

        return failed || output is null || parameters.Count < rows.Length
            ? null
            : new(StageName, methodName, said.AlgorithmVersion, output.ToString(), parameters)
            {
                Assembly = assembly.Name,
                Type = pipelineType,
                File = assembly.Path,
                Token = MetadataTokens.GetToken(handle),
                Packages = said.AlgorithmVersion == 0 ? [] : [.. NamedAssemblies().Order(StringComparer.Ordinal)],
                Optional = said.Optional,
                Volatile = said.Volatile,
            };
    }

    /// <summary>Those whose types [DependsOn] names, on the method or its class.</summary>
    HashSet<string> NamedAssemblies()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var types = new SignatureTypes(assembly, assemblies);
        foreach (var row in method.GetCustomAttributes().Concat(metadata.GetTypeDefinition(method.GetDeclaringType()).GetCustomAttributes()))
            if (metadata.GetCustomAttribute(row) is var attribute && assembly.IsNamed(assembly.TypeOf(attribute), PipelineScan.AuthorAssembly, "DependsOnAttribute")
                && types.Decode(attribute).FixedArguments is [{ Value: ImmutableArray<CustomAttributeTypedArgument<SignatureType>> named }])
                foreach (var argument in named)
                    if (argument.Value is SignatureType { Scope: { } scope })
                        names.Add(scope);
        return names;
    }

    string StageName => char.ToLowerInvariant(methodName[0]) + methodName[1..];

    void CheckMethod(bool isOverloaded)
    {
        var isStatic = method.Attributes.HasFlag(MethodAttributes.Static);
        var access = (method.Attributes & MethodAttributes.MemberAccessMask) switch
        {
            MethodAttributes.Public => "public",
            MethodAttributes.Assembly => "internal",
            MethodAttributes.Family => "protected",
            MethodAttributes.FamORAssem => "protected internal",
            MethodAttributes.FamANDAssem => "private protected",
            _ => "private",
        };
        if (!isStatic || access != "public")
            Report("MB1044", $"The stage {Member} is {access} and {(isStatic ? "static" : "an instance method")}. A stage is a public static method: what it needs, it takes as parameters.");

        if (isOverloaded)
            Report("MB1046", $"The stage {Member} is overloaded: its class has another method {methodName}. Rename one of them, because a stage is known by its name.");
    }

    SignatureType? ReadOutput(SignatureType type)
    {
        if (type is { FullName: "System.Threading.Tasks.Task`1" or "System.Threading.Tasks.ValueTask`1", Arguments: [var result] })
            type = result;
        if (type.FullName is "System.Void" or "System.Threading.Tasks.Task" or "System.Threading.Tasks.ValueTask")
            Report("MB1047", $"The stage {Member} returns {type}, so that later stages have nothing to read. Return an artifact: a type that implements IArtifact<T>, or a Task of one.");
        else if (WhyNoArtifact(type) is { } reason)
            Report("MB1047", $"The stage {Member} returns {type}, {reason}. Return a type that implements IArtifact<T> of itself, or a Task of one.");
        else
            return type;
        return null;
    }

    StageParameter? ReadParameter(SignatureType type, ParameterHandle row, int position)
    {
        var name = row.IsNil ? "" : metadata.GetString(metadata.GetParameter(row).Name);
        var member = $"{Member}({(name.Length > 0 ? name : $"parameter {position + 1}")})";
        if (name.Length == 0)
            return Refuse("MB1048", $"The parameter {member} has no name, and names say what parameters are bound to. Name it.");
        if (type.Form == SignatureForm.ByRef)
            return Refuse("MB1049", $"The parameter {member} is passed by reference ({type}). A stage's inputs are values: remove ref, in or out, and return what it makes.");

        var parameter = metadata.GetParameter(row);
        var marks = new ParameterMarks(assembly, assemblies, parameter);
        // A class says by annotation that it may be null; of a structure it is another type.
        var value = SettingReader.UnwrapNullable(type);
        if (marks.WhyNot(type, isArtifact: value.Form == SignatureForm.Struct && WhyNoArtifact(value) is null) is { } problem)
            return Refuse(problem.Code, $"The parameter {member} {problem.Message}");
        if (type.FullName == ParameterMarks.Context)
            return new ContextParameter(name);
        if (type.FullName == ParameterMarks.Data)
            return new DataParameter(name)
            {
                Section = marks.Input ?? name,
                Each = marks.IsForEach,
                Optional = !marks.IsForEach && Nullability.AsksForNull(assembly, parameter, method),
            };
        if (marks.List is { } list)
            return settings.Read(type, member, () => assembly.PlaceOf(handle)) is { } item ? new ItemParameter(name, list, item) : null;
        if (marks.Section is { } section)
            return ReadSetting(type, name, section, member, parameter);
        if (ParameterMarks.IsOptions(type))
            return ReadSetting(type, name, StageName, member, parameter);

        var all = type is { FullName: List, Arguments: [var collected] } ? collected : null;
        return WhyNoArtifact(all ?? value) is { } reason
            ? Refuse("MB1048", $"The parameter {member} is {type}, {(all is null ? reason : $"and {all} is a type {reason}")}. A parameter is {SupportedParameters}.")
            : new ArtifactParameter(name, (all ?? value).ToString())
            {
                Stage = marks.Input ?? name,
                Use = all is not null ? ArtifactUse.All : marks.IsForEach ? ArtifactUse.Each : ArtifactUse.One,
                Nullable = type != value || (type.Form == SignatureForm.Class && Nullability.AllowsNull(assembly, parameter, method)),
            };
    }

    SettingParameter? ReadSetting(SignatureType type, string name, string section, string member, Parameter row)
    {
        if (settings.Read(type, member, () => assembly.PlaceOf(handle)) is not { } setting)
            return null;
        if (setting is ListSetting or MapSetting)
        {
            Report("MB1050", $"{member} is {type}, but a section is a record or one plain value. Make it a property of a record: a section '{section}' has named settings.");
            return null;
        }
        return new(name, section, setting, row.Attributes.HasFlag(ParameterAttributes.HasDefault));
    }

    /// <summary>A clause, or null for an artifact. A type of a package cannot be looked up and is taken at its word.</summary>
    string? WhyNoArtifact(SignatureType type)
    {
        if (type.Form is not (SignatureForm.Class or SignatureForm.Struct) || type.IsSystem)
            return "which is no artifact";
        var current = type;
        while (assemblies.Find(current) is { } found)
        {
            if (found.IsInterface)
                return "which is an interface and cannot be read back";
            var signatures = new SignatureTypes(found.Assembly, assemblies);
            foreach (var implementation in found.Definition.GetInterfaceImplementations())
            {
                var implemented = signatures.Of(found.Assembly.Metadata.GetInterfaceImplementation(implementation).Interface);
                if (implemented is not { FullName: Artifact, Arguments: [var self] })
                    continue;
                return self.FullName == type.FullName || self.Form == SignatureForm.GenericParameter
                    ? null
                    : $"which is read back as {self}: it implements IArtifact<{self}> and not its own";
            }
            if (found.Base(assemblies) is not { IsSystem: false } next)
                return $"which does not implement IArtifact<{type.SimpleName}>";
            current = next;
        }
        return null;
    }

    StageParameter? Refuse(string code, string message)
    {
        Report(code, message);
        return null;
    }

    void Report(string code, string message)
    {
        failed = true;
        diagnostics.Add(Diagnostic.Error(code, assembly.PlaceOf(handle), message));
    }
}
