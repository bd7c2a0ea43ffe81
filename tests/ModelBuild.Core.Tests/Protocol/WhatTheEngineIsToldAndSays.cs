using System.Reflection;
using System.Text.Json;
using ModelBuild.Core.Configuration;
using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Core.Tests.Protocol;

public class WhatTheEngineIsToldAndSays
{
    public static TheoryData<Type> Events => [.. typeof(EngineEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EngineEvent)))];

    static readonly EngineRequest Request = new()
    {
        Goal = EngineGoal.Validate,
        Project = new()
        {
            Name = "P",
            Definitions = [new("a", "/p/a.model.yaml"), new("b", "/p/b.model.yaml")],
            Configuration = new("staging", [new("MODELBUILD__train__trees", "10")], [new("train.l2=1", "a", "/p/p.csproj")], "b:split.seed=3 \"x\"") { Sample = "0.05" },
            ProjectAssemblies = ["/p/p.dll", "/q/q.dll"],
            PackageAssemblies = ["/n/n.dll"],
            BuiltInAssemblies = ["/m/m.dll"],
            Content = [new("data/ä.txt", "/p/bin/data/ä.txt")],
            DepsFile = "/p/p.deps.json",
            RuntimeConfig = "/p/p.runtimeconfig.json",
            Environment = new("10.0.1", "linux-x64", IsInvariant: true),
            StateFolder = "/p/obj/",
            ModelsFolder = "/p/bin/ü \"models\"",
            ReportsFolder = "/p/reports",
            RequiresGates = true,
            BaseRevision = "origin/main",
            Champions = new()
            {
                Feed = new("/feed", "/p", "KEY", true),
                ProjectFolder = "/p",
                TrustedKeys = "/p/keys.pem",
                Key = new("/k.pem", "PASSWORD"),
            },
        },
        CacheFolder = "/cache",
        RunsFolder = "/p/.modelbuild/runs",
        Runner = "/m/runner.dll",
        Dotnet = "/dotnet",
        Confinement = StageConfinement.Off,
        OutputFiles = ["/p/bin/p.dll", "/p/bin/p.pdb"],
        Models = ["a"],
        Remote = new()
        {
            Place = "https://cache.example/team",
            IsReadOnly = true,
            SecretVariable = "SECRET",
            TrustedKeys = "/p/keys.pem",
            TokenVariable = "TOKEN",
            Key = new("/k.pem", "PASSWORD"),
        },
        Pack = new()
        {
            Packages = [new("a", "P.a", "1.0.0"), new("b", "P.b", "2.0.0-rc.1")],
            VersionMode = "auto",
            Feed = new("/feed", "/p", null, false),
            Key = new("/k.pem", "PASSWORD"),
            ProjectFile = "/p/p.csproj",
            Configuration = "Release",
            Commit = "c0ffee",
            Repository = "https://example.org/p.git",
        },
        Place = new()
        {
            Packages = [new("/p/obj/a", "/p/obj/a.1/P.a.1.0.0.nupkg")],
            Folder = "/p/bin",
            Key = new("/k.pem", null),
        },
        Push = new()
        {
            Packages = ["/p/bin/P.a.1.0.0.nupkg"],
            Feed = new("https://example.org/v3/index.json", "/p", "KEY", true),
            Key = new(null, null),
        },
    };

    [Theory, MemberData(nameof(Events))]
    public void An_event_arrives_with_all_its_members(Type kind)
    {
        var constructor = kind.GetConstructors().Single();
        var sent = (EngineEvent)constructor.Invoke([.. constructor.GetParameters().Select(Some)]);

        EngineEvent.FromJson(sent.ToJson()).ShouldBe(sent);
        sent.ToJson().ShouldNotContain('\n');
    }

    [Theory]
    [InlineData(StageOutcome.UpToDate)]
    [InlineData(StageOutcome.Restored)]
    [InlineData(StageOutcome.Ran)]
    [InlineData(StageOutcome.Failed)]
    public void An_outcome_arrives(StageOutcome outcome)
    {
        var sent = new StageFinishedEvent("m", "n", outcome, 0.1, StageKey: null);

        EngineEvent.FromJson(sent.ToJson()).ShouldBe(sent);
    }

    [Fact]
    public void The_gate_that_a_slice_is_of_arrives()
    {
        var sent = new GateJudgedEvent("m", "auc [1]", Verdict.Failed, "auc 0.5", new("/a.yaml", 3, 4)) { Finding = "so", Code = "MB4001", Declared = "auc" };

        EngineEvent.FromJson(sent.ToJson()).ShouldBe(sent);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_number_that_JSON_lacks_arrives(double fraction)
    {
        var sent = new StageProgressEvent("m", "n", fraction, "");

        EngineEvent.FromJson(sent.ToJson()).ShouldBe(sent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Unhandled exception.")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"event":"stage-log","model":"m"}""")]
    [InlineData("""{"event":"stage-log","model":"m","node":"n","line":7}""")]
    [InlineData("""{"event":"stage-finished","model":"m","node":"n","outcome":"Perhaps","seconds":1}""")]
    [InlineData("""{"event":"something-new"}""")]
    public void A_line_that_is_no_event_is_none(string line) => EngineEvent.FromJson(line).ShouldBeNull();

    [Fact]
    public void A_request_arrives_with_all_its_members()
    {
        var received = EngineRequest.FromJson(Request.ToJson());

        JsonSerializer.Serialize(received).ShouldBe(JsonSerializer.Serialize(Request)); // by reflection: every member
        Request.ToJson().ShouldNotContain('\n');
    }

    /// <summary>So that a member which is added and not sent fails the test above.</summary>
    [Fact]
    public void No_member_of_the_request_above_has_its_default()
    {
        foreach (var part in new object[] { Request, Request.Project, Request.Remote!, Request.Pack!, Request.Push! })
            foreach (var property in part.GetType().GetProperties().Where(property => property.CanWrite))
                property.GetValue(part).ShouldNotBe(DefaultOf(property.PropertyType), property.Name);

        static object? DefaultOf(Type type) =>
            type == typeof(ConfigurationSources) ? ConfigurationSources.None : type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"version":1}""")]
    public void A_line_that_is_no_request_is_refused(string line) => Should.Throw<JsonException>(() => EngineRequest.FromJson(line));

    [Fact]
    public void A_request_of_another_version_is_refused_with_both_versions() =>
        Should.Throw<JsonException>(() => EngineRequest.FromJson((Request with { Version = 2 }).ToJson()))
            .Message.ShouldBe("The request has version 2; this engine reads version 1.");

    static object Some(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => $"→ {parameter.Name} \"\n",
        var type when type == typeof(double) => 0.1 + parameter.Position,
        var type when type == typeof(int) => 1 + parameter.Position,
        var type when type == typeof(bool) => true,
        var type when type == typeof(Verdict) => Verdict.Waived,
        var type when type == typeof(Mark) => new Mark("/a b.yaml", 3, 4),
        var type when type == typeof(StageOutcome) => StageOutcome.Failed,
        var type when type == typeof(Diagnostic) => new Diagnostic("MB1001", Severity.Warning, new Mark("/a b.yaml", 3, 4), "so"),
        var type => throw new NotSupportedException($"The test lacks a {type}."),
    };
}
