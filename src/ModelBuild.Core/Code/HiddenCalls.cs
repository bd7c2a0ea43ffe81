namespace ModelBuild.Core.Code;

/// <summary>What a call of the framework can find that no instruction names.</summary>
enum Finding
{
    /// <summary>Nothing, or what counts anyway: the data of an object (its fields, properties and constructors) counts with its type.</summary>
    Nothing,

    /// <summary>Any code, by name or by looking around.</summary>
    Anything,

    /// <summary>Another type or method than the one that is asked, and so anything, unless it is only asked for its name.</summary>
    Elsewhere,

    /// <summary>Members of a type that there are instances of or that is a type argument, static ones too.</summary>
    Members,

    /// <summary>Operators of such a type.</summary>
    Operators,

    /// <summary>Whether members of such a type may be null.</summary>
    Nullability,

    /// <summary>Attributes of an assembly, those too that only describe it.</summary>
    AssemblyAttributes,

    /// <summary>Name and version of an assembly.</summary>
    AssemblyName,
}

/// <summary>Calls of the framework that find code by name or by looking around, so that nobody can say from the IL what they reach.</summary>
static class HiddenCalls
{
    const string OfAssemblies = "AssemblyAttributes: GetCustomAttribute(Assembly GetCustomAttribute(Module GetCustomAttributes(Assembly GetCustomAttributes(Module "
        + "IsDefined(Assembly IsDefined(Module";

    /// <summary>By type: kinds of findings, each with members; <c>*</c> is any, <c>Name(X</c> one that has a parameter of a type <c>X</c>.</summary>
    public static readonly Dictionary<string, string> Calls = new()
    {
        ["System.Type"] = "Anything: GetType(String ReflectionOnlyGetType GetMethod GetMethods GetMethodImpl GetMember GetMembers FindMembers GetNestedType GetNestedTypes InvokeMember "
            + "GetTypeFromProgID GetTypeFromCLSID "
            + "Elsewhere: GetElementType GetGenericParameterConstraints GetFunctionPointerParameterTypes GetFunctionPointerReturnType get_DeclaringType get_ReflectedType get_DeclaringMethod get_GUID "
            + "Members: GetField GetFields GetProperty GetPropertyImpl GetProperties GetEvent GetEvents GetDefaultMembers GetInterface GetInterfaces FindInterfaces GetInterfaceMap get_TypeInitializer "
            + "AssemblyName: get_AssemblyQualifiedName",
        ["System.Reflection.TypeInfo"] = "Anything: get_DeclaredMethods get_DeclaredMembers get_DeclaredNestedTypes GetDeclaredMethod GetDeclaredMethods GetDeclaredNestedType "
            + "Members: get_DeclaredFields get_DeclaredProperties get_DeclaredEvents GetDeclaredField GetDeclaredProperty GetDeclaredEvent get_ImplementedInterfaces",
        ["System.Reflection.IReflect"] = "Anything: GetMethod GetMethods GetMember GetMembers InvokeMember Members: GetField GetFields GetProperty GetProperties",
        ["System.Reflection.TypeExtensions"] = "Anything: GetMethod GetMethods GetMember GetMembers GetNestedType GetNestedTypes "
            + "Members: GetField GetFields GetProperty GetProperties GetEvent GetEvents GetInterfaces GetDefaultMembers",
        ["System.Reflection.RuntimeReflectionExtensions"] = "Anything: GetRuntimeMethod GetRuntimeMethods GetMethodInfo "
            + "Members: GetRuntimeField GetRuntimeFields GetRuntimeProperty GetRuntimeProperties GetRuntimeEvent GetRuntimeEvents GetRuntimeInterfaceMap",
        ["System.Reflection.TypeDelegator"] = "Anything: *",
        ["System.Reflection.MemberInfo"] = "Elsewhere: get_DeclaringType get_ReflectedType Nullability: get_CustomAttributes GetCustomAttributesData",
        // A method that is known by a delegate, a frame of the stack or an expression leads to types that nobody made instances of.
        ["System.Reflection.MethodBase"] = "Elsewhere: GetCurrentMethod Anything: GetMethodBody",
        ["System.Reflection.MethodInfo"] = "Members: get_ReturnType",
        ["System.Reflection.ParameterInfo"] = "Members: get_ParameterType GetModifiedParameterType Nullability: get_CustomAttributes GetCustomAttributesData",
        ["System.Diagnostics.StackFrame"] = "Elsewhere: GetMethod",
        ["System.Delegate"] = "Anything: CreateDelegate(String Elsewhere: get_Method",
        ["System.Reflection.Assembly"] = "Anything: GetType GetTypes GetExportedTypes get_ExportedTypes get_DefinedTypes GetForwardedTypes Load LoadFrom LoadFile LoadWithPartialName "
            + "UnsafeLoadFrom ReflectionOnlyLoad ReflectionOnlyLoadFrom CreateInstance get_EntryPoint GetFile GetFiles GetModule GetModules GetLoadedModules LoadModule get_Modules "
            + "AssemblyAttributes: GetCustomAttributes get_CustomAttributes GetCustomAttributesData IsDefined "
            + "AssemblyName: GetName get_FullName GetReferencedAssemblies ToString",
        ["System.Reflection.AssemblyExtensions"] = "Anything: GetTypes GetExportedTypes GetModules",
        ["System.Reflection.Metadata.AssemblyExtensions"] = "Anything: TryGetRawMetadata",
        ["System.Reflection.Module"] = "Anything: GetType GetTypes FindTypes GetMethod GetMethods GetMethodImpl GetField GetFields ResolveMethod ResolveMember ResolveType ResolveField "
            + "ResolveString ResolveSignature get_ModuleVersionId "
            + "AssemblyAttributes: GetCustomAttributes get_CustomAttributes GetCustomAttributesData IsDefined",
        ["System.Reflection.ModuleExtensions"] = "Anything: GetModuleVersionId",
        ["System.ModuleHandle"] = "Anything: GetRuntimeFieldHandleFromMetadataToken GetRuntimeMethodHandleFromMetadataToken GetRuntimeTypeHandleFromMetadataToken "
            + "ResolveFieldHandle ResolveMethodHandle ResolveTypeHandle",
        ["System.Reflection.AssemblyName"] = "AssemblyName: GetAssemblyName",
        ["System.Reflection.ICustomAttributeProvider"] = "AssemblyAttributes: GetCustomAttributes IsDefined",
        ["System.Reflection.CustomAttributeExtensions"] = OfAssemblies,
        ["System.Attribute"] = OfAssemblies,
        ["System.Reflection.CustomAttributeData"] = "AssemblyAttributes: GetCustomAttributes(Assembly GetCustomAttributes(Module Nullability: GetCustomAttributes",
        ["System.Diagnostics.FileVersionInfo"] = "AssemblyAttributes: GetVersionInfo",
        ["System.Reflection.NullabilityInfoContext"] = "Nullability: *",
        ["System.Text.Json.JsonSerializerOptions"] = "Nullability: set_RespectNullableAnnotations get_Strict .ctor(JsonSerializerDefaults",
        ["System.Text.Json.Schema.JsonSchemaExporter"] = "Nullability: *",
        ["System.Text.Json.Serialization.Metadata.JsonPropertyInfo"] = "Nullability: get_IsGetNullable get_IsSetNullable",
        ["System.Text.Json.Serialization.Metadata.JsonParameterInfo"] = "Nullability: get_IsNullable",
        ["System.AppContext"] = "Nullability: SetSwitch SetData",
        ["System.Activator"] = "Anything: CreateInstance(String CreateInstanceFrom",
        ["System.AppDomain"] = "Anything: CreateInstance CreateInstanceAndUnwrap CreateInstanceFrom CreateInstanceFromAndUnwrap ExecuteAssembly ExecuteAssemblyByName Load "
            + "GetAssemblies ReflectionOnlyGetAssemblies Nullability: SetData",
        ["System.Runtime.Loader.AssemblyLoadContext"] = "Anything: LoadFromAssemblyName LoadFromAssemblyPath LoadFromStream LoadFromNativeImagePath get_Assemblies get_All "
            + "AssemblyName: GetAssemblyName",
        ["System.Runtime.CompilerServices.RuntimeHelpers"] = "Members: RunClassConstructor",
        ["System.Runtime.CompilerServices.CallSite"] = "Anything: Create",
        ["System.Runtime.InteropServices.Marshal"] = "Anything: GetTypeFromCLSID",
        ["System.Runtime.Serialization.FormatterServices"] = "Anything: GetTypeFromAssembly Members: GetSerializableMembers",
        ["System.Linq.Expressions.Expression"] = "Anything: Dynamic MakeDynamic Call(String ListInit(Expression[] ListInit(Expression> "
            + "Members: Field(String Property(String PropertyOrField "
            + "Operators: Add AddAssign AddAssignChecked AddChecked And AndAlso AndAssign Convert ConvertChecked Decrement Divide DivideAssign Equal ExclusiveOr ExclusiveOrAssign "
            + "GreaterThan GreaterThanOrEqual Increment IsFalse IsTrue LeftShift LeftShiftAssign LessThan LessThanOrEqual MakeBinary MakeUnary Modulo ModuloAssign Multiply "
            + "MultiplyAssign MultiplyAssignChecked MultiplyChecked Negate NegateChecked Not NotEqual OnesComplement Or OrAssign OrElse PostDecrementAssign PostIncrementAssign "
            + "Power PowerAssign PreDecrementAssign PreIncrementAssign RightShift RightShiftAssign Subtract SubtractAssign SubtractAssignChecked SubtractChecked Switch UnaryPlus",
        ["System.Linq.Expressions.DynamicExpression"] = "Anything: Dynamic MakeDynamic",
        // They call ShouldSerializeX, ResetX, Add and the like, which are found by their names.
        ["System.ComponentModel.TypeDescriptor"] = "Members: GetProperties GetPropertiesFromRegisteredType GetEvents GetEventsFromRegisteredType GetDefaultEvent GetDefaultProperty",
        ["System.ComponentModel.ICustomTypeDescriptor"] = "Members: GetProperties GetPropertiesFromRegisteredType GetEvents GetDefaultEvent GetDefaultProperty",
        ["System.ComponentModel.CustomTypeDescriptor"] = "Members: GetProperties GetPropertiesFromRegisteredType GetEvents GetDefaultEvent GetDefaultProperty",
        ["System.Xml.Serialization.XmlSerializer"] = "Members: *",
        ["System.Xml.Serialization.XmlReflectionImporter"] = "Members: *",
        ["System.Runtime.Serialization.DataContractSerializer"] = "Members: *",
        ["System.Runtime.Serialization.Json.DataContractJsonSerializer"] = "Members: *",
        ["Microsoft.CSharp.RuntimeBinder.Binder"] = "Anything: *",
        ["Microsoft.VisualBasic.Interaction"] = "Anything: CallByName CreateObject GetObject",
        ["Microsoft.VisualBasic.CompilerServices.LateBinding"] = "Anything: *",
        ["Microsoft.VisualBasic.CompilerServices.NewLateBinding"] = "Anything: *",
        ["Microsoft.VisualBasic.CompilerServices.Versioned"] = "Anything: CallByName",
    };

    /// <param name="type">Full name of a type that is not followed.</param>
    public static bool AreIn(string type) => Calls.ContainsKey(type);

    /// <param name="type">Full name of a type that has such calls.</param>
    /// <param name="parameters">Full names of the types of the member's parameters.</param>
    public static Finding Find(string type, string member, ReadOnlySpan<string> parameters)
    {
        var kind = Finding.Nothing;
        foreach (var range in Calls[type].AsSpan().Split(' '))
        {
            var word = Calls[type].AsSpan(range);
            if (word is [.. var name, ':'])
                kind = KindOf(name);
            else if (word.IndexOf('(') is > 0 and var open
                ? word[..open].SequenceEqual(member) && Has(parameters, word[(open + 1)..])
                : word is "*" || word.SequenceEqual(member))
                return kind;
        }
        return Finding.Nothing;
    }

    static Finding KindOf(ReadOnlySpan<char> name) => name switch
    {
        nameof(Finding.Anything) => Finding.Anything,
        nameof(Finding.Elsewhere) => Finding.Elsewhere,
        nameof(Finding.Members) => Finding.Members,
        nameof(Finding.Operators) => Finding.Operators,
        nameof(Finding.Nullability) => Finding.Nullability,
        nameof(Finding.AssemblyAttributes) => Finding.AssemblyAttributes,
        nameof(Finding.AssemblyName) => Finding.AssemblyName,
        _ => throw new ArgumentException($"{name} is no kind of finding.", nameof(name)),
    };

    static bool Has(ReadOnlySpan<string> parameters, ReadOnlySpan<char> type)
    {
        foreach (var parameter in parameters)
            if (parameter.AsSpan().EndsWith(type) && parameter.AsSpan()[..^type.Length] is [.., '.'])
                return true;
        return false;
    }
}
