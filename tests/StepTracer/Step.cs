using System.Text.Json;
using System.Text.Json.Serialization;

namespace StepTracer;

public enum StepKind { Create, SetLength, Write, Flush, MakeFolder, MakeLink, HardLink, Rename, Exchange, Delete, DeleteFolder, Clone }

/// <summary>One system call that changed a file or a folder, or brought it to the disk.</summary>
/// <param name="Path">What it was done to; for a rename and a hard link the name before.</param>
/// <param name="To">The name after, for a symbolic link its target.</param>
/// <param name="Offset">Where a write begins; for a length the new one.</param>
/// <param name="Data">What was written.</param>
/// <param name="ByEngine">By the traced program itself, not by a process that it started.</param>
public sealed record Step(StepKind Kind, string Path, string? To = null, long Offset = 0, byte[]? Data = null, bool ByEngine = true)
{
    static readonly JsonSerializerOptions Options = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>A full disk can refuse it.</summary>
    [JsonIgnore]
    public bool TakesSpace => Kind is not (StepKind.Delete or StepKind.DeleteFolder or StepKind.SetLength or StepKind.Exchange);

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static Step FromJson(string line) => JsonSerializer.Deserialize<Step>(line, Options)!;

    public override string ToString() => $"{Kind} {Path}{(To is null ? "" : $" {To}")}{(Data is null ? "" : $" {Data.Length} bytes at {Offset}")}";
}
