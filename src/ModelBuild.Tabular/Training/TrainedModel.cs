using ModelBuild.Prediction;

namespace ModelBuild.Tabular;

/// <summary>The model: <c>model.json</c>, and <c>trees.bin</c> where it has trees, as <see cref="TabularModel"/> reads them.</summary>
public sealed class TrainedModel : IArtifact<TrainedModel>
{
    readonly TabularModel? model;
    readonly string? folder;

    /// <param name="model">What serves it.</param>
    public TrainedModel(TabularModel model) => this.model = model;

    TrainedModel(string folder) => this.folder = folder;

    /// <summary>What serves it. Throws <see cref="InvalidDataException"/> where its features have transforms of the project's own; use <see cref="With"/> then.</summary>
    public TabularModel Model => With([]);

    /// <summary>What serves it, with transforms of the project's own.</summary>
    /// <param name="custom">An instance of each, fitted or not. Throws <see cref="InvalidDataException"/> where one is not among them.</param>
    public TabularModel With(IReadOnlyList<CustomTransform> custom) => model ?? TabularModel.Load(folder!, custom);

    /// <inheritdoc/>
    public void Write(string folder) => Model.Save(folder);

    /// <inheritdoc/>
    public static TrainedModel Read(string folder)
    {
        try
        {
            return new(TabularModel.Load(folder));
        }
        catch (InvalidDataException e) when (e.InnerException is UnknownTransformException)
        {
            return new(folder);
        }
    }
}
