using ModelBuild.Core.Protocol;
using ModelBuild.Execution.Confinement;

namespace ModelBuild.Execution.Tests;

public sealed class VersionsOfLandlock : ConfinedTest
{
    /// <summary>Rights that a kernel does not know may not be asked for.</summary>
    [Theory]
    [InlineData(2, nameof(Rights.MoveBetweenFolders))]
    [InlineData(3, nameof(Rights.Truncate))]
    [InlineData(4, nameof(Rights.Truncate))]
    [InlineData(5, nameof(Rights.ControlDevice))]
    [InlineData(6, nameof(Rights.ControlDevice))]
    [InlineData(99, nameof(Rights.ControlDevice))]
    public void Know_so_many_rights(int version, string last)
    {
        LandlockRuleset.KnownTo(version).ShouldBe(Enum.Parse<Rights>(last) | (Enum.Parse<Rights>(last) - 1));
        if (version <= LandlockVersion.OfThisMachine())
            new LandlockRuleset(version, network: false).Dispose();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Refuse_files_each(int version)
    {
        Toy.Landlock = version;
        Toy.CSharp("train", "MovesFiles");
        await SucceedsAsync();

        Toy.CSharp("train", "Reads", Trying(Secret()));
        (await FailsAsync()).Code.ShouldBe("MB3030");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task That_are_too_old_refuse_nothing(int version)
    {
        Toy.Landlock = version;
        Toy.CSharp("train", "Reads", Trying(Secret()));

        await SucceedsAsync();
    }

    [Theory]
    [InlineData(0, "no Landlock")]
    [InlineData(1, "version 1")]
    [InlineData(2, "any TCP connection")]
    [InlineData(3, "any TCP connection")]
    [InlineData(4, null)]
    [InlineData(7, null)]
    public void Say_what_they_cannot(int version, string? words)
    {
        var limit = LandlockVersion.Limit(version);

        if (words is null)
            limit.ShouldBeNull();
        else
            limit.ShouldNotBeNull().ShouldContain(words);
    }

    /// <summary>Version 6 and later: a signal to a process of others.</summary>
    [Fact]
    public async Task Refuse_signals_to_others()
    {
        Assert.SkipUnless(LandlockVersion.OfThisMachine() >= 6, "an older kernel");
        Toy.Command("train", ["sh", "-c", $"kill -0 $$ && ! kill -0 {Environment.ProcessId} && mkdir output"]);

        await SucceedsAsync();
    }
}
