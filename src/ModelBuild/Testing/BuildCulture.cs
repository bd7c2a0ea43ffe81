using System.Globalization;

namespace ModelBuild.Testing;

/// <summary>The culture in which a build runs stages and reads and writes artifacts, until it is disposed. It follows asynchronous calls.</summary>
sealed class BuildCulture : IDisposable
{
    readonly CultureInfo culture = CultureInfo.CurrentCulture;
    readonly CultureInfo language = CultureInfo.CurrentUICulture;

    public BuildCulture() => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

    public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
}
