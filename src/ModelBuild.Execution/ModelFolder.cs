using ModelBuild.Core.Files;
using ModelBuild.Core.Planning;

namespace ModelBuild.Execution;

/// <summary>The folder that a model is put into.</summary>
static class ModelFolder
{
    /// <summary>Whether no training put there what is in it. The lock stays where a model was placed; without it (state is disposable) the folder is known by the file of its gates.</summary>
    public static bool IsSomebodyElses(ModelProject project, string model)
    {
        var place = project.ModelFolder(model);
        return Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any(entry => Path.GetFileName(entry) != ModelFiles.Reports)
            && !File.Exists(project.LockFile(model)) && !File.Exists(Path.Combine(place, ModelFiles.Gates));
    }
}
