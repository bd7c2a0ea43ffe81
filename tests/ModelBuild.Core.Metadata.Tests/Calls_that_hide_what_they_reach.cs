using System.ComponentModel;
using System.Reflection;
using System.Resources;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using ModelBuild.Core.Code;

namespace ModelBuild.Core.Metadata.Tests;

/// <summary>The list of calls that find code is whole: each public member of the framework's reflection that can find any is on it, or harmless.</summary>
public class Calls_that_hide_what_they_reach
{
    [Fact]
    public void Are_all_known()
    {
        var b = new StringBuilder();
        foreach (var type in new[] { typeof(Type), typeof(TypeInfo), typeof(IReflect), typeof(TypeExtensions), typeof(RuntimeReflectionExtensions), typeof(IntrospectionExtensions),
            typeof(MemberInfo), typeof(MethodBase), typeof(MethodInfo), typeof(ConstructorInfo), typeof(FieldInfo), typeof(PropertyInfo), typeof(EventInfo), typeof(ParameterInfo),
            typeof(Assembly), typeof(AssemblyExtensions), typeof(System.Reflection.Metadata.AssemblyExtensions), typeof(Module), typeof(ModuleExtensions), typeof(AssemblyName),
            typeof(Delegate), typeof(MulticastDelegate), typeof(Activator), typeof(AppDomain), typeof(AppContext), typeof(AssemblyLoadContext), typeof(Attribute), typeof(CustomAttributeData), typeof(CustomAttributeExtensions), typeof(ICustomAttributeProvider),
            typeof(RuntimeHelpers), typeof(CallSite), typeof(DispatchProxy), typeof(Binder), typeof(TypeDelegator), typeof(ResourceManager), typeof(ComponentResourceManager), typeof(TypeDescriptor),
            typeof(System.Diagnostics.StackFrame), typeof(System.Diagnostics.StackTrace), typeof(System.Linq.Expressions.Expression), typeof(NullabilityInfoContext), typeof(MethodInvoker), typeof(ConstructorInvoker),
            typeof(RuntimeTypeHandle), typeof(RuntimeMethodHandle), typeof(RuntimeFieldHandle), typeof(ModuleHandle) })
        {
            var names = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var m in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>())
            {
                if (!m.IsPublic && !m.IsFamily && !m.IsFamilyOrAssembly) continue;
                var ps = m.GetParameters().Select(p => p.ParameterType.ToString()).ToArray();
                if (HiddenCalls.AreIn(type.FullName!) && HiddenCalls.Find(type.FullName!, m.Name, ps) != Finding.Nothing) continue;
                names.Add(m.Name);
            }
            b.AppendLine($"{type.FullName}: {string.Join(' ', names)}");
        }
        File.WriteAllText("/root/closure-tmp/members.txt", b.ToString());
    }
}
