using System.ComponentModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Adapter;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;

namespace ModelBuild.TestAdapter;

/// <summary>Lists the gates of a project as tests. Trains nothing.</summary>
[FileExtension(".dll")]
[DefaultExecutorUri(GateExecutor.Address)]
[Category("managed")]
public sealed class GateDiscoverer : ITestDiscoverer
{
    /// <inheritdoc/>
    public void DiscoverTests(IEnumerable<string> sources, IDiscoveryContext discoveryContext, IMessageLogger logger, ITestCaseDiscoverySink discoverySink)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(discoverySink);
        foreach (var source in sources)
            foreach (var test in new ProjectEngine(source, logger, CancellationToken.None).List())
                discoverySink.SendTestCase(test.Case);
    }
}
