using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Configuration;

/// <summary>A value of a model that a variable, an item or the property set.</summary>
/// <param name="Path">For instance <c>train.trees</c>.</param>
/// <param name="Value">As it was written.</param>
/// <param name="Origin">The variable's name, the project file (its note has the item), or <c>ModelSet</c>.</param>
public sealed record AppliedOverride(string Path, string Value, Mark Origin);
