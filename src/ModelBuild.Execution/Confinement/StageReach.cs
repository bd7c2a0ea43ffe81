using ModelBuild.Core.Graph;
using ModelBuild.Core.Protocol;

namespace ModelBuild.Execution.Confinement;

/// <summary>Everything that the process of one stage may reach: docs/hermetic.md.</summary>
/// <param name="Read">Files, and folders with all below them.</param>
/// <param name="Objects">A folder of files that may be read by whoever knows their names.</param>
/// <param name="Own">Folders in which it may do anything.</param>
/// <param name="Network">Whether it may open TCP connections.</param>
/// <param name="Gpus">Whether it may use processors for graphics.</param>
sealed record StageReach(IReadOnlyList<string> Read, string Objects, IReadOnlyList<string> Own, bool Network, bool Gpus)
{
    /// <param name="objects">The content store's: what inputs link to. Which those are, a stage that stands by is told later.</param>
    /// <param name="isContentInKey">Whether the files that the project copies for its code are in the stage's key.</param>
    public static StageReach Of(StageNode node, EngineRequest request, string objects, IReadOnlyList<string> own, bool isContentInKey)
    {
        var read = new List<string>();
        if (node.Program is MethodProgram)
        {
            var project = request.Project;
            read.AddRange([request.Runner, project.DepsFile, project.RuntimeConfig, Path.ChangeExtension(project.RuntimeConfig, ".dev.json")]);
            read.AddRange(request.OutputFiles);
            if (isContentInKey)
                foreach (var file in project.Content)
                    read.Add(file.Path);
        }
        foreach (var input in node.Inputs)
            if (input is DataInput data)
                read.Add(data.Path);
        read.AddRange(SystemFiles.Runtimes(request.Dotnet));
        return new(read, objects, own, node.Access.Network, node.Resources.Gpus > 0);
    }

    /// <exception cref="IOException">The kernel refuses.</exception>
    public LandlockRuleset Rules(int version)
    {
        var rules = new LandlockRuleset(version, Network);
        try
        {
            Allow(rules);
            return rules;
        }
        catch
        {
            rules.Dispose();
            throw;
        }
    }

    void Allow(LandlockRuleset rules)
    {
        All(SystemFiles.Read, Rights.Read);
        All(SystemFiles.Devices, Rights.UseDevice);
        All(Read, Rights.Read);
        All([Objects], Rights.ReadFile);
        if (Network)
            All(SystemFiles.OfNetwork, Rights.Read);
        if (Gpus)
        {
            All(SystemFiles.OfGpus, Rights.Read);
            All(SystemFiles.Gpus(), Rights.Read | Rights.UseDevice);
        }
        foreach (var folder in Own)
            if (!rules.TryAllow(folder, Rights.Own))
                throw new DirectoryNotFoundException($"The folder '{folder}' of a stage is gone.");

        void All(IEnumerable<string> paths, Rights rights)
        {
            foreach (var path in paths)
                rules.TryAllow(path, rights);
        }
    }
}
