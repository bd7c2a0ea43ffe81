using System.Text;
using ModelBuild.Core.Definitions;
using ModelBuild.Core.Diagnostics;

namespace ModelBuild.Core.Tests.Definitions;

/// <summary>Short ways to read a definition that a test writes in place.</summary>
static class Reading
{
    public static readonly string Folder = OperatingSystem.IsWindows() ? @"C:\models" : "/models";
    public static readonly string FilePath = Path.Combine(Folder, "m.model.yaml");

    public static (YamlMapping? Root, IReadOnlyList<Diagnostic> Errors) Read(string text) => YamlReader.Read(FilePath, Encoding.UTF8.GetBytes(text));

    public static YamlMapping Good(string text)
    {
        var (root, errors) = Read(text);
        errors.ShouldBeEmpty();
        return root.ShouldNotBeNull();
    }

    /// <summary>Errors as users see them, without the folder.</summary>
    public static string[] Lines(IEnumerable<Diagnostic> errors) =>
        [.. errors.Select(error => error.ToString().Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))];

    public static string[] Errors(string text)
    {
        var (root, errors) = Read(text);
        root.ShouldBeNull();
        return Lines(errors);
    }
}
