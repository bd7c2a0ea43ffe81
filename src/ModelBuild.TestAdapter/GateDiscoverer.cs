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
        try
        {
            foreach (var source in sources)
                foreach (var test in GateFilter.Choose(new ProjectEngine(source, logger, CancellationToken.None).List(), discoveryContext))
                    discoverySink.SendTestCase(test.Case);
        }
        catch (TestPlatformFormatException e)
        {
            logger.SendMessage(TestMessageLevel.Error, e.Message); // of a filter
        }
    }
}
