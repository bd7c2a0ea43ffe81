using System.Text.Json;
using Microsoft.Build.Framework;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Files;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Tasks;

/// <summary>Tells the test adapter, in a file beside the project's assembly, how to train the project's models: gates are tests there. Starts nothing.</summary>
[MSBuildMultiThreadableTask]
public sealed class DescribeTests : EngineTask
{
    const int Version = 1;

    /// <summary>What the project is compiled from.</summary>
    public ITaskItem[] Sources { get; set; } = [];

    private protected override bool Execute(ProjectFacts facts, Messages messages)
    {
        var (remote, wrong) = facts.ReadRemoteOrder();
        if (wrong is not null)
        {
            messages.Show(wrong);
            return false;
        }
        var project = facts.Read() with { Sources = facts.Rooted(Sources) };
        // Whoever runs the tests gives their own variables, which so are never in the file.
        project = project with { Configuration = project.Configuration with { Variables = [] } };
        var request = Request(EngineGoal.Train, project, facts) with { Remote = remote };
        OutputFile.Write(Path.ChangeExtension(facts.PathOf("Assembly"), ".modeltests.json"), JsonFile.Write(json => Write(json, request, facts.PathOf("Engine"))));
        return true;
    }

    static void Write(Utf8JsonWriter json, EngineRequest request, string engine)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("dotnet", request.Dotnet);
        json.WriteString("engine", engine);
        json.WriteString("variablePrefix", ConfigurationSources.VariablePrefix);
        json.WritePropertyName("request");
        json.WriteRawValue(request.ToJson());
        json.WriteEndObject();
    }
}
