using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Pipelines;

namespace ModelBuild.Core.Metadata.Tests;

/// <summary>Reads pipelines from snippets, which may use a ready artifact <c>Table</c>.</summary>
public abstract class PipelineSnippet : IDisposable
{
    protected const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.ComponentModel.DataAnnotations;
        using System.Threading.Tasks;
        using ModelBuild;

        """;

    protected const string Artifacts = """

        public sealed class Table : IArtifact<Table>
        {
            public void Write(string folder) { }
            public static Table Read(string folder) => new();
        }
        """;

    protected CSharp Compiler { get; } = new();

    protected PipelineReading Read(string source, Build? build = null) =>
        PipelineReader.Read([Compiler.Compile(Usings + source + Artifacts, build)]);

    /// <summary>The stages of a pipeline class with this body.</summary>
    protected PipelineDescription ReadPipeline(string members, string types = "", Build? build = null)
    {
        var reading = Read($"[Pipeline(\"toy\")] public static class Toy {{ {members} }}\n{types}", build);
        reading.Diagnostics.ShouldBeEmpty();
        return reading.Pipelines.ShouldHaveSingleItem();
    }

    /// <summary>The properties of an options record that a stage takes.</summary>
    protected IReadOnlyList<SettingProperty> ReadOptions(string types, Build? build = null) =>
        ReadPipeline("[Stage] public static Table Train(TrainOptions options) => new();", types, build)
            .Stages[0].Parameters[0].ShouldBeOfType<SettingParameter>().Type.ShouldBeOfType<RecordSetting>().Properties;

    protected SettingProperty ReadProperty(string property, string types = "", Build? build = null) =>
        ReadOptions($"public record TrainOptions {{ {property} }} {types}", build).ShouldHaveSingleItem();

    /// <summary>The one error of a snippet.</summary>
    protected Diagnostic ReadError(string source, Build? build = null)
    {
        var reading = Read(source, build);
        reading.Pipelines.ShouldBeEmpty();
        return reading.Diagnostics.ShouldHaveSingleItem();
    }

    public void Dispose()
    {
        Compiler.Dispose();
        GC.SuppressFinalize(this);
    }
}
