using ModelBuild.Core.Diagnostics;
using ModelBuild.Core.Files;
using ModelBuild.Core.Gates;
using ModelBuild.Core.Planning;
using ModelBuild.Core.Protocol;
using ModelBuild.Packaging.Publishing;
using ModelBuild.Verification;
using NuGet.Versioning;

namespace ModelBuild.Packaging.Packing;

/// <summary>Lays out what goes into a model's package, <c>model/</c> and <c>modelbuild/attestations/</c>, and signs it.</summary>
/// <param name="folder">Where it is laid out: in a new folder each time, so that builds at once are not in each other's way.</param>
public sealed class ModelPacker(PackOrder order, string folder, SigningKey key, string dotnet, TimeProvider time, Action<EngineEvent> report, CancellationToken cancellation)
{
    string Signer => key.IsDevelopment ? $"the development key {key.KeyId}" : $"the key {key.KeyId}";

    /// <param name="modelFolder">The materialised model.</param>
    /// <returns>What lies ready; null after a failure, which was reported.</returns>
    public PackagePreparedEvent? Pack(ModelPlan plan, ModelState state, string modelFolder)
    {
        var package = order.Packages.First(package => package.Model == plan.Name);
        try
        {
            CheckId(package);
            var content = new Content(plan, state, package.Id, modelFolder);
            var version = plan.Sample is null ? VersionOf(package, content) : SampleVersion(VersionOf(package));
            var place = Path.Combine(folder, $"{plan.Name}.{Guid.NewGuid():N}", "content");
            var root = LayOut(content, version, place);
            return new(plan.Name, package.Id, version.ToNormalizedString(), place, root, Signer);
        }
        catch (PackingException e)
        {
            return Fail(e.Code, e.Message);
        }
        catch (VerificationException e)
        {
            return Fail(e.Code, e.Message);
        }

        PackagePreparedEvent? Fail(string code, string message)
        {
            report(new DiagnosticEvent(Diagnostic.Error(code, new(plan.Definition.File, 1, 1), message)));
            return null;
        }
    }

    void CheckId(PackageName package)
    {
        if (!PackageIdentity.IsId(package.Id))
            throw new PackingException("MB5041",
                $"{Wording.Quote(package.Id)} cannot be a package's id: at most 100 letters, digits, '_', and '.' or '-' between them, and no name that Windows reserves. Set PackageId, or metadata PackageId of the ModelDefinition item.");
        if (order.Packages.FirstOrDefault(other => other != package && string.Equals(other.Id, package.Id, StringComparison.OrdinalIgnoreCase)) is { } same)
            throw new PackingException("MB5048", $"the models '{package.Model}' and '{same.Model}' would both be the package '{package.Id}'. Give each ModelDefinition item a PackageId of its own, or none.");
    }

    static NuGetVersion VersionOf(PackageName package) => NuGetVersion.TryParse(package.Version, out var version)
        ? version
        : throw new PackingException("MB5042", $"{Wording.Quote(package.Version)} is no version. Set Version to three numbers such as 1.0.0, and what else NuGet allows.");

    /// <summary>Not for release, and of no version that might be: a pre-release whose last label says so.</summary>
    static NuGetVersion SampleVersion(NuGetVersion version) => new(version.Major, version.Minor, version.Patch, [.. version.ReleaseLabels, "sample"], metadata: null);

    NuGetVersion VersionOf(PackageName package, Content content)
    {
        var least = VersionOf(package);
        if (!order.VersionMode.Equals("auto", StringComparison.OrdinalIgnoreCase) || order.Feed is null)
            return least;
        var published = new PublishedModels(new Feed(order.Feed, dotnet, cancellation), key.Public);
        return new AutomaticVersion(published, least).Find(package.Id, version => RootDigest.Of(content.At(version).Select(file => file.Resource)));
    }

    /// <returns>The root digest.</returns>
    string LayOut(Content content, NuGetVersion version, string place)
    {
        var files = content.At(version);
        var resources = files.ConvertAll(file => file.Resource);
        try
        {
            foreach (var file in files)
                file.WriteTo(Path.Combine(place, "model", file.Resource.Path));
            var attestations = Directory.CreateDirectory(Path.Combine(place, "modelbuild", "attestations")).FullName;
            var source = SourceState.Of(order.ProjectFile, order.Commit, order.Repository);
            var name = $"{content.PackageId} {version.ToNormalizedString()}";
            var provenance = ProvenanceStatement.Write(content.Plan, content.State, order, name, resources, source, key.IsDevelopment, time.GetUtcNow());
            File.WriteAllBytes(Path.Combine(attestations, "model.sig"), ModelSignatureWriter.Write(name, resources, key));
            File.WriteAllBytes(Path.Combine(attestations, "provenance.sigstore.json"), AttestationWriter.Sign(provenance, key));
            // What every consumer would refuse, such as a pickle among the files, is refused here.
            return ModelVerifier.Verify(place, new(key.Public)).RootSha256;
        }
        catch
        {
            if (Directory.GetParent(place) is { Exists: true } own)
                own.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>What lies under <c>model/</c>, for any version.</summary>
    sealed class Content
    {
        readonly List<PackedFile> files = [];
        readonly EvaluationMetrics? metrics;
        readonly byte[]? metricsJson;
        readonly byte[] gatesJson;
        readonly Dictionary<string, long> dataBytes = [];

        public Content(ModelPlan plan, ModelState state, string packageId, string modelFolder)
        {
            (Plan, State, PackageId) = (plan, state, packageId);
            foreach (var (name, file) in ModelFiles.In(modelFolder))
                files.Add(PackedFile.Of(name, file));
            foreach (var taken in files)
                if (taken.Resource.Path is ModelFiles.Manifest or ModelFiles.Card or ModelFiles.BillOfMaterials)
                    throw new PackingException("MB5044", $"the model has a file '{taken.Resource.Path}', a name that its package gives to a file of its own. Write it under another name.");
            var metricsPath = Path.Combine(modelFolder, ModelFiles.Metrics);
            metricsJson = File.Exists(metricsPath) ? File.ReadAllBytes(metricsPath) : null;
            metrics = metricsJson is null ? null : EvaluationMetrics.Read(metricsJson);
            gatesJson = File.ReadAllBytes(Path.Combine(modelFolder, ModelFiles.Gates));
            foreach (var (name, path, _) in ProvenanceStatement.DataOf(plan, state))
                dataBytes[name] = dataBytes.GetValueOrDefault(name) + SizeOf(path);
        }

        public ModelPlan Plan { get; }

        public ModelState State { get; }

        public string PackageId { get; }

        /// <summary>All files, the manifest last.</summary>
        public List<PackedFile> At(NuGetVersion version)
        {
            var text = version.ToNormalizedString();
            List<PackedFile> all =
            [
                .. files,
                PackedFile.Of(ModelFiles.Card, ModelCard.Write(Plan, PackageId, text, metrics)),
                PackedFile.Of(ModelFiles.BillOfMaterials, BillOfMaterials.Write(Plan, State, PackageId, text, Resources(files), metrics)),
            ];
            all.Add(PackedFile.Of(ModelFiles.Manifest, LineageManifest.Write(
                Plan, State, PackageId, version, Resources(all), dataBytes, metricsJson, gatesJson)));
            return all;
        }

        static IReadOnlyList<ModelResource> Resources(List<PackedFile> files) => RootDigest.InOrder(files.Select(file => file.Resource));

        static long SizeOf(string path) => Directory.Exists(path)
            ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
            : new FileInfo(path).Length;
    }
}
