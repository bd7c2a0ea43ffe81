using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Packaging;
using ModelBuild.Packaging.Packing;
using ModelBuild.Store;
using ModelBuild.Store.Files;
using ModelBuild.Store.Inputs;
using ModelBuild.Store.State;

namespace ModelBuild.Tool;

/// <summary>Lays out the packages of a project's models: of those that are up to date, and of no others.</summary>
static class PackGoal
{
    /// <returns>Whether all packages lie ready; each failure was reported.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static bool Run(EngineRequest request, PackOrder order, SigningKey key, Action<EngineEvent> report, CancellationToken cancellation)
    {
        var project = request.Project;
        var index = new StatIndex(project.StatIndexFile, TimeProvider.System);
        var digests = new InputDigests(index);
        var plan = ProjectPlan.Load(project, digests);
        var diagnostics = new List<Diagnostic>(plan.Diagnostics);
        using var locks = new Locks();
        var ready = new List<(ModelPlan Plan, ModelState State)>();
        foreach (var model in plan.Models)
        {
            if (File.Exists(project.StateFile(model.Name)))
                locks.Enter(project.LockFile(model.Name), cancellation); // no training replaces it before it is laid out
            var state = ModelStateFile.Read(project.StateFile(model.Name));
            if (UpToDateCheck.FirstReason(model, state, digests, project, diagnostics, Today.Of(TimeProvider.System)) is { } reason)
                diagnostics.Add(Diagnostic.Error("MB5040", new(model.Definition.File, 1, 1),
                    $"model '{model.Name}' cannot be packed, because it is not what its inputs say: {reason}. Run: dotnet build -t:PackModel, which trains first, and change nothing meanwhile."));
            else
                ready.Add((model, state!));
        }
        index.Save();
        var errors = diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error).ToList(); // of warnings, training has told
        foreach (var error in errors)
            report(new DiagnosticEvent(error));
        if (errors.Count > 0)
            return false;
        var packer = new ModelPacker(order, Path.Combine(project.StateFolder, "packages"), key, request.Dotnet, TimeProvider.System, report, cancellation);
        var prepared = ready.ConvertAll(model => packer.Pack(model.Plan, model.State, project.ModelFolder(model.Plan.Name)));
        var good = prepared.All(package => package is not null);
        foreach (var package in prepared.OfType<PackagePreparedEvent>())
            if (good)
                report(package);
            else
                Directory.GetParent(package.Folder)!.Delete(recursive: true);
        return good;
    }

    sealed class Locks : IDisposable
    {
        readonly List<FileStream> held = [];

        public void Enter(string path, CancellationToken cancellation) => held.Add(OneAtATime.Enter(path, cancellation));

        public void Dispose() => held.ForEach(stream => stream.Dispose());
    }
}
