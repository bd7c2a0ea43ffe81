using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

/// <summary>The model: <c>model.json</c>, as <see cref="TabularModel"/> reads it.</summary>
/// <param name="model">What serves it.</param>
public sealed class TrainedModel(TabularModel model) : IArtifact<TrainedModel>
{
    /// <summary>What serves it.</summary>
    public TabularModel Model { get; } = model;

    /// <inheritdoc/>
    public void Write(string folder) => Model.Save(folder);

    /// <inheritdoc/>
    public static TrainedModel Read(string folder) => new(TabularModel.Load(folder));
}
