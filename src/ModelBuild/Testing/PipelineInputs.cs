namespace ModelBuild.Testing;

/// <summary>What a test gives a pipeline.</summary>
sealed class PipelineInputs(PipelineClass pipeline, string root)
{
    readonly Dictionary<string, string> data = [];

    public PipelineClass Pipeline { get; } = pipeline;

    public StageSettings Settings { get; } = new();

    /// <summary>Given outputs, by stage, in the order of the stage's items.</summary>
    public Dictionary<string, IReadOnlyList<StageOutput>> Outputs { get; } = [];

    public HashSet<string> Off { get; } = [];

    /// <summary>An optional stage is off where the test says so, and where a list or a plain value that it needs is not given.</summary>
    public bool IsOff(StageMethod stage) => Off.Contains(stage.Name)
        || (stage.Optional && stage.Parameters.Any(parameter => parameter.Kind == ParameterKind.Settings && Settings.Lacks(parameter)));

    public long Seed { get; set; }

    public int Threads { get; set; } = 1;

    public void SetData(string name, string path)
    {
        Pipeline.Check(name, ParameterKind.Data, "data");
        data[name] = Path.Exists(path)
            ? Path.GetFullPath(path)
            : throw new PipelineTestException($"There is no file or folder '{Path.GetFullPath(path)}' to be the data '{name}'.");
    }

    public string SetDataText(string name, string text)
    {
        Pipeline.Check(name, ParameterKind.Data, "data");
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "data", name)).FullName, "text");
        File.WriteAllText(path, text);
        return data[name] = path;
    }

    /// <summary>What a test gave after an output may have changed the items that the output is for.</summary>
    /// <exception cref="PipelineTestException">It did.</exception>
    public void CheckOutputs()
    {
        foreach (var (stage, given) in Outputs)
        {
            var instances = StageItems.NamesOf(this, Pipeline.Find(stage));
            if (!instances.SequenceEqual(given.Select(output => output.Instance)))
                throw new PipelineTestException($"The outputs of '{stage}' were given for {string.Join(", ", given.Select(output => output.Instance).DefaultIfEmpty("none"))}, but its items are now {string.Join(", ", instances.DefaultIfEmpty("none"))}. Give them after the items.");
        }
    }

    /// <summary>Data that need not be there, and is not.</summary>
    public bool IsLeftOut(StageParameter parameter) => !parameter.ForEach && parameter.MayBeNull && !data.ContainsKey(parameter.Source);

    public string PathOf(StageParameter parameter) => data.TryGetValue(parameter.Source, out var path)
        ? path
        : throw new PipelineTestException($"{parameter.Member} takes the data '{parameter.Source}', which is not given. Give it: .WithData(\"{parameter.Source}\", path) or .WithDataText(\"{parameter.Source}\", text).");

    /// <summary>In ordinal order of their names.</summary>
    public IReadOnlyList<string> MembersOf(StageParameter parameter) => Directory.Exists(PathOf(parameter))
        ? [.. Directory.GetFileSystemEntries(PathOf(parameter)).OrderBy(Path.GetFileName, StringComparer.Ordinal)]
        : throw new PipelineTestException($"{parameter.Member} is run for each member of the data '{parameter.Source}', but {PathOf(parameter)} is a file. Give it a folder.");

    /// <summary>Under the name that a build gives it, so that a stage learns nothing from the data's own.</summary>
    public static DataSource Link(string name, string path, string folder)
    {
        var link = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        try
        {
            _ = Directory.Exists(path) ? Directory.CreateSymbolicLink(link, path) : File.CreateSymbolicLink(link, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not everybody may make links on Windows.
            link = path;
        }
        return new(name, link);
    }
}
