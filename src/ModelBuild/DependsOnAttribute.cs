namespace ModelBuild;

/// <summary>
/// Names types that a method reaches by reflection. The code of a stage is found by following calls, and what is looked up by
/// name cannot be followed: without this attribute, a stage that looks members up (<c>Type.GetMethod</c>,
/// <c>Assembly.GetTypes</c>, <c>dynamic</c> …) counts all code of the project as its own. With it, all members of the named
/// types count, inherited ones and nested types too, with what they reach, and nothing more for these look-ups.
/// </summary>
/// <remarks>
/// On a method for what that method looks up, on a class for all its methods. For a stage with a <see cref="StageAttribute.AlgorithmVersion"/>
/// it names the packages whose content counts beside that number; the project's own types do not then.
/// </remarks>
/// <param name="types">The types, each with all its members, inherited ones and nested types too.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class DependsOnAttribute(params Type[] types) : Attribute
{
    /// <summary>The types, each with all its members.</summary>
    public IReadOnlyList<Type> Types { get; } = types;
}
