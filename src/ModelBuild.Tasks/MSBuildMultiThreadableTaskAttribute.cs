namespace Microsoft.Build.Framework;

/// <summary>
/// Tells MSBuild (18 and later, <c>-mt</c>) that a task touches no process-wide state and may stay in-process. MSBuild looks
/// for this name; the reference assembly that we compile against does not have it yet.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
