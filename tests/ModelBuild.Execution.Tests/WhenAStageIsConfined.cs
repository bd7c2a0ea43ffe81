using ModelBuild.Core.Diagnostics;
using ModelBuild.Execution.Confinement;

namespace ModelBuild.Execution.Tests;

/// <summary>Real stages in real processes: what they may not reach, and how they hear of it.</summary>
public sealed class WhenAStageIsConfined : IDisposable
{
    readonly ToyModel toy;

    public WhenAStageIsConfined()
    {
        Assert.SkipUnless(LandlockVersion.OfThisMachine() >= LandlockVersion.LeastForNetwork, "this kernel cannot confine stages");
        toy = new() { Confinement = Core.Protocol.StageConfinement.Enforce };
    }

    public void Dispose() => toy?.Dispose();

    [Theory]
    [InlineData("Reads")]
    [InlineData("ReadsInParallel")]
    public async Task A_file_that_it_did_not_declare_is_refused_by_name(string method)
    {
        var error = await FailsAsync(method, "/etc/hostname");

        error.Code.ShouldBe("MB3030");
        error.Message.ShouldStartWith("stage 'train' read '/etc/hostname', which it did not declare. Declare it as data: a section with `path:`");
        error.Place.Line.ShouldBe(3);
    }

    [Fact]
    public async Task The_home_of_the_user_is_refused()
    {
        var error = await FailsAsync("Lists", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

        error.Code.ShouldBe("MB3030");
    }

    async Task<Diagnostic> FailsAsync(string method, string path)
    {
        (await toy.CSharp("train", method, $$"""{"path": "{{path}}"}""").BuildAsync()).ShouldBeFalse();
        return toy.Errors.ShouldHaveSingleItem();
    }
}
