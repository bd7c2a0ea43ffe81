using System.Text.Json;

namespace ModelBuild.Prediction;

/// <summary>
/// A transform of your own: fitted on training rows, saved in the model by its name and its state, applied by your code.
/// </summary>
/// <remarks>
/// An instance that is not fitted stands for the type: it fits and it reads back. A pipeline gives such instances to the stages that
/// need them, and who loads the model gives them to <see cref="TabularModel.Load(string, IReadOnlyList{CustomTransform})"/>; a model file never names a type to make.
/// For the same bytes on every machine it must keep to what <see cref="DeterministicMath"/> says.
/// </remarks>
public abstract class CustomTransform : Transform
{
    /// <summary>What definitions and model files call it, for instance <c>log-income</c>.</summary>
    public abstract string Name { get; }

    /// <summary>A fitted transform for these columns of the training rows, NaN where a number is missing.</summary>
    public abstract CustomTransform Fit(IReadOnlyList<ReadOnlyMemory<double>> columns);

    /// <summary>The transform whose state <see cref="WriteState"/> wrote. Throws <see cref="FormatException"/> for anything else.</summary>
    public abstract CustomTransform Read(JsonElement state);

    /// <summary>Writes what was fitted as one JSON value.</summary>
    public abstract void WriteState(Utf8JsonWriter json);

    internal sealed override string Type => "custom";

    internal sealed override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteString("name", Name);
        json.WritePropertyName("state");
        WriteState(json);
    }
}
