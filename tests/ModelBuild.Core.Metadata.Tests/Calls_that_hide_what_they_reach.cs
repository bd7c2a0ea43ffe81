using System.ComponentModel;
using System.Linq.Expressions;
using System.Reflection;
using System.Resources;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using ModelBuild.Core.Code;

namespace ModelBuild.Core.Metadata.Tests;

/// <summary>
/// The list of calls that find code is whole: each member of the framework's reflection that answers with more than a number is
/// on it or harmless. A framework with new members fails here until somebody has looked at them.
/// </summary>
public class Calls_that_hide_what_they_reach
{
    static readonly Type[] Types =
    [
        typeof(Type), typeof(TypeInfo), typeof(TypeDelegator), typeof(IReflect), typeof(MemberInfo), typeof(MethodBase), typeof(MethodInfo), typeof(ConstructorInfo), typeof(FieldInfo),
        typeof(PropertyInfo), typeof(EventInfo), typeof(ParameterInfo), typeof(Assembly), typeof(Module), typeof(AssemblyName), typeof(MethodInvoker), typeof(ConstructorInvoker),
        typeof(TypeExtensions), typeof(RuntimeReflectionExtensions), typeof(IntrospectionExtensions), typeof(AssemblyExtensions), typeof(ModuleExtensions),
        typeof(System.Reflection.Metadata.AssemblyExtensions), typeof(CustomAttributeData), typeof(CustomAttributeExtensions), typeof(ICustomAttributeProvider), typeof(Attribute),
        typeof(NullabilityInfoContext), typeof(Binder), typeof(DispatchProxy), typeof(RuntimeTypeHandle), typeof(RuntimeMethodHandle), typeof(RuntimeFieldHandle), typeof(ModuleHandle),
        typeof(Delegate), typeof(MulticastDelegate), typeof(Activator), typeof(AppDomain), typeof(AppContext), typeof(AssemblyLoadContext), typeof(RuntimeHelpers), typeof(CallSite),
        typeof(System.Diagnostics.StackFrame), typeof(System.Diagnostics.StackTrace), typeof(ResourceManager),
        typeof(ComponentResourceManager), typeof(TypeDescriptor), typeof(ICustomTypeDescriptor), typeof(CustomTypeDescriptor), typeof(Expression), typeof(DynamicExpression),
    ];

    /// <summary>By type: names of members that find nothing that does not count, and why.</summary>
    static readonly Dictionary<Type, string> Harmless = new()
    {
        // Makes a type that is known.
        [typeof(Activator)] = "CreateInstance",
        // Data that a setting or SetData gave.
        [typeof(AppContext)] = "GetData",
        // Old ways of saying things to a domain; none looks for code.
        [typeof(AppDomain)] = "AppendPrivatePath ClearPrivatePath ClearShadowCopyPath CreateDomain GetData IsCompatibilitySwitchSet SetCachePath SetDynamicBase SetPrincipalPolicy "
            + "SetShadowCopyFiles SetShadowCopyPath SetThreadPrincipal Unload get_CurrentDomain get_PermissionSet get_SetupInformation",
        // Those of members and parameters, which count with them.
        [typeof(Attribute)] = "GetCustomAttribute GetCustomAttributes get_TypeId",
        // Its constructor counts all resources.
        [typeof(ComponentResourceManager)] = "ApplyResources ApplyResourcesToRegisteredType",
        // Attributes, and what they name.
        [typeof(CustomTypeDescriptor)] = "GetAttributes GetConverter GetConverterFromRegisteredType GetEditor GetEventsFromRegisteredType GetPropertyOwner get_RequireRegisteredTypes",
        // Attributes, and what they name.
        [typeof(ICustomTypeDescriptor)] = "GetAttributes GetConverter GetConverterFromRegisteredType GetEditor GetEventsFromRegisteredType GetPropertyOwner get_RequireRegisteredTypes",
        // Attributes and what they name; providers that the code gave it itself.
        [typeof(TypeDescriptor)] = "AddAttributes AddEditorTable AddProvider AddProviderTransparent CreateAssociation CreateDesigner CreateEvent CreateInstance CreateProperty "
            + "GetAssociation GetAttributes GetConverter GetConverterFromRegisteredType GetEditor GetProvider GetReflectionType Refresh RegisterType "
            + "RemoveAssociation RemoveAssociations RemoveProvider RemoveProviderTransparent SortDescriptorArray get_ComNativeDescriptorHandler get_ComObjectType "
            + "get_InterfaceType",
        // Delegates from delegates, or from methods that were found elsewhere.
        [typeof(Delegate)] = "Clone Combine CombineImpl CreateDelegate DynamicInvoke DynamicInvokeImpl EnumerateInvocationList GetInvocationList GetMethodImpl Remove RemoveAll "
            + "RemoveImpl get_Target",
        // Frames, which are asked for their methods.
        [typeof(System.Diagnostics.StackTrace)] = "GetFrame GetFrames",
        // What was given to it.
        [typeof(DynamicExpression)] = "Accept Reduce Update get_Arguments get_Binder get_DelegateType get_Type",
        // What is given to it: expressions, types, and members that were found elsewhere.
        [typeof(Expression)] = "Accept ArrayAccess ArrayIndex ArrayLength Assign Bind Block Break Call Catch ClearDebugInfo Coalesce Condition Constant Continue DebugInfo Default "
            + "ElementInit Empty Field GetActionType GetDelegateType GetFuncType Goto IfThen IfThenElse Invoke Label Lambda ListBind ListInit Loop MakeCatchBlock "
            + "MakeGoto MakeIndex MakeMemberAccess MakeTry MemberBind MemberInit New NewArrayBounds NewArrayInit Parameter Property Quote Reduce ReduceAndCheck "
            + "ReduceExtensions ReferenceEqual ReferenceNotEqual Rethrow Return RuntimeVariables SwitchCase SymbolDocument Throw TryCatch TryCatchFinally TryFault "
            + "TryFinally TypeAs TypeEqual TypeIs Unbox Variable VisitChildren get_Type",
        // Delegates from delegates.
        [typeof(MulticastDelegate)] = "CombineImpl GetInvocationList GetMethodImpl RemoveImpl",
        // An assembly is no code yet; those of resources are in MethodScan.
        [typeof(Assembly)] = "GetAssembly GetCallingAssembly GetEntryAssembly GetExecutingAssembly GetManifestResourceInfo GetManifestResourceNames GetManifestResourceStream "
            + "GetSatelliteAssembly SetEntryAssembly get_ManifestModule",
        // Was asked for where the name came from.
        [typeof(AssemblyName)] = "Clone GetPublicKey GetPublicKeyToken OnDeserialization SetPublicKey SetPublicKeyToken get_CultureInfo get_KeyPair get_Version",
        // Chooses among what was found.
        [typeof(Binder)] = "BindToField BindToMethod ChangeType ReorderArgumentArray SelectMethod SelectProperty",
        // Calls what was found.
        [typeof(ConstructorInfo)] = "Invoke",
        // Calls what was found.
        [typeof(ConstructorInvoker)] = "Create Invoke",
        // The arguments count with the attribute.
        [typeof(CustomAttributeData)] = "get_AttributeType get_Constructor get_ConstructorArguments get_NamedArguments",
        // Those of members and parameters, which count with them.
        [typeof(CustomAttributeExtensions)] = "GetCustomAttribute GetCustomAttributes",
        // Its class is a type argument or a typeof, and methods are called on interfaces.
        [typeof(DispatchProxy)] = "Create Invoke",
        // Accessors of an event that was found.
        [typeof(EventInfo)] = "AddEventHandler GetAddMethod GetOtherMethods GetRaiseMethod GetRemoveMethod RemoveEventHandler get_AddMethod get_EventHandlerType get_RaiseMethod "
            + "get_RemoveMethod",
        // Values and types of a field that was found.
        [typeof(FieldInfo)] = "GetFieldFromHandle GetModifiedFieldType GetOptionalCustomModifiers GetRawConstantValue GetRequiredCustomModifiers GetValue GetValueDirect SetValue "
            + "SetValueDirect get_FieldHandle get_FieldType",
        // The type itself.
        [typeof(IReflect)] = "get_UnderlyingSystemType",
        // The type itself.
        [typeof(IntrospectionExtensions)] = "GetTypeInfo",
        // Attributes count with members.
        [typeof(MemberInfo)] = "GetCustomAttributes get_Module",
        // Calls what was found; parameters are asked for their types.
        [typeof(MethodBase)] = "GetGenericArguments GetMethodFromHandle GetParameters Invoke get_MethodHandle",
        // Makes delegates and instantiations of what was found; a base definition is overridden by it.
        [typeof(MethodInfo)] = "CreateDelegate GetBaseDefinition GetGenericArguments GetGenericMethodDefinition MakeGenericMethod get_ReturnParameter get_ReturnTypeCustomAttributes",
        // Calls what was found.
        [typeof(MethodInvoker)] = "Create Invoke",
        // A module is no code yet.
        [typeof(Module)] = "GetPEKind get_Assembly get_ModuleHandle",
        // Defaults count with methods, attributes too.
        [typeof(ParameterInfo)] = "GetCustomAttributes GetOptionalCustomModifiers GetRealObject GetRequiredCustomModifiers get_DefaultValue get_Member get_RawDefaultValue",
        // Values, types and accessors of a property that was found.
        [typeof(PropertyInfo)] = "GetAccessors GetConstantValue GetGetMethod GetIndexParameters GetModifiedPropertyType GetOptionalCustomModifiers GetRawConstantValue "
            + "GetRequiredCustomModifiers GetSetMethod GetValue SetValue get_GetMethod get_PropertyType get_SetMethod",
        // The method that was overridden by one that was found.
        [typeof(RuntimeReflectionExtensions)] = "GetRuntimeBaseDefinition",
        // Constructors and type arguments count with types.
        [typeof(TypeExtensions)] = "GetConstructor GetConstructors GetGenericArguments",
        // Constructors and type arguments count with types.
        [typeof(TypeInfo)] = "AsType get_DeclaredConstructors get_GenericTypeParameters",
        // Its constructor counts all resources; files are no resources of assemblies.
        [typeof(ResourceManager)] = "CreateFileBasedResourceManager GetNeutralResourcesLanguage GetObject GetResourceSet GetSatelliteContractVersion GetStream InternalGetResourceSet "
            + "ReleaseAllResources get_ResourceSetType",
        // Was given to it.
        [typeof(CallSite)] = "get_Binder",
        // Instances of types that are known, and calls of what is given.
        [typeof(RuntimeHelpers)] = "Box CreateSpan EnsureSufficientExecutionStack ExecuteCodeWithGuaranteedCleanup GetObjectValue GetSubArray GetUninitializedObject InitializeArray "
            + "PrepareConstrainedRegions PrepareConstrainedRegionsNoOP PrepareContractedDelegate PrepareDelegate PrepareMethod ProbeForSufficientStack "
            + "RunModuleConstructor",
        // Contexts are no code; Load is what a derived class does, and native libraries are in MethodScan.
        [typeof(AssemblyLoadContext)] = "GetLoadContext Load SetProfileOptimizationRoot StartProfileOptimization Unload get_CurrentContextualReflectionContext get_Default",
        // A number that came from a handle.
        [typeof(RuntimeFieldHandle)] = "FromIntPtr",
        // A number that came from a handle.
        [typeof(RuntimeMethodHandle)] = "FromIntPtr",
        // A number that came from a handle.
        [typeof(RuntimeTypeHandle)] = "FromIntPtr GetModuleHandle",
        // Bases, constructors, values of enums and type arguments count with types; an instance is asked by GetType() without a name.
        [typeof(Type)] = "GetConstructor GetConstructorImpl GetConstructors GetEnumNames GetEnumUnderlyingType GetEnumValues GetEnumValuesAsUnderlyingType "
            + "GetFunctionPointerCallingConventions GetGenericArguments GetGenericTypeDefinition GetMemberWithSameMetadataDefinitionAs GetOptionalCustomModifiers "
            + "GetRequiredCustomModifiers GetType GetTypeArray GetTypeFromHandle GetTypeHandle MakeArrayType MakeByRefType MakeGenericMethodParameter "
            + "MakeGenericSignatureType MakeGenericType MakePointerType get_Assembly get_BaseType get_DefaultBinder get_GenericTypeArguments get_Module "
            + "get_StructLayoutAttribute get_TypeHandle get_UnderlyingSystemType",
    };

    [Fact]
    public void Are_all_known()
    {
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Types)
            foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodInfo>())
                if ((member.IsPublic || member.IsFamily || member.IsFamilyOrAssembly) && Finds(member) && Of(member) == Finding.Nothing
                    && !Harmless.GetValueOrDefault(type, "").Split(' ').Contains(member.Name))
                    unknown.Add($"{type.FullName}: {member.Name}");
        unknown.ShouldBeEmpty();
    }

    [Fact]
    public void Are_called_what_the_framework_calls_them()
    {
        var assemblies = CSharp.FrameworkFiles.Select(file => Assembly.Load(Path.GetFileNameWithoutExtension(file))).ToList();
        foreach (var (name, words) in HiddenCalls.Calls)
        {
            var type = assemblies.Select(assembly => assembly.GetType(name)).FirstOrDefault(found => found is not null).ShouldNotBeNull(name);
            var members = type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static).OfType<MethodBase>().ToList();
            foreach (var word in words.Split(' ').Where(word => word is not ([.., ':'] or "*")))
                members.ShouldContain(member => member.Name == word.Split('(')[0]
                    && (!word.Contains('(') || member.GetParameters().Any(parameter => NameOf(parameter.ParameterType).EndsWith("." + word.Split('(')[1]))), $"{name}: {word}");
        }
    }

    static Finding Of(MethodInfo member) => HiddenCalls.AreIn(member.DeclaringType!.FullName!)
        ? HiddenCalls.Find(member.DeclaringType!.FullName!, member.Name, member.GetParameters().Select(parameter => NameOf(parameter.ParameterType)).ToArray())
        : Finding.Nothing;

    /// <summary>As far as the list asks for it.</summary>
    static string NameOf(Type type) => type.IsGenericType && !type.IsGenericTypeDefinition ? $"{type.Name}<{string.Join(',', type.GetGenericArguments().Select(NameOf))}>"
        : type.IsGenericParameter ? type.Name
        : type.Namespace + "." + type.Name;

    /// <summary>Whether the result is more than a number, a text, a flag or an enum, or whatever it does is done at once.</summary>
    static bool Finds(MethodInfo member) =>
        member.Name is not ("Equals" or "GetHashCode" or "GetObjectData" or "Finalize" or "op_Equality" or "op_Inequality")
        && !member.Name.StartsWith("add_", StringComparison.Ordinal) && !member.Name.StartsWith("remove_", StringComparison.Ordinal) && !member.Name.StartsWith("set_", StringComparison.Ordinal)
        && member.ReturnType != typeof(string)
        && (!member.ReturnType.IsValueType || member.ReturnType == typeof(void) || member.ReturnType == typeof(Guid)
            || member.ReturnType.Name.EndsWith("Handle", StringComparison.Ordinal) || member.ReturnType.IsGenericType || member.ReturnType.Name == "InterfaceMapping");
}
