namespace ModelBuild.Testing;

/// <summary>A test of a pipeline is set up wrongly, or what it checks does not hold. What a stage throws arrives as it was thrown.</summary>
public sealed class PipelineTestException(string message) : Exception(message);
