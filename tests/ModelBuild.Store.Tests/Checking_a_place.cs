using ModelBuild.Store.Checks;

namespace ModelBuild.Store.Tests;

public sealed class Checking_a_place : IDisposable
{
    readonly TemporaryFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public void Finds_nothing_wrong_with_a_folder_of_this_machine_and_leaves_nothing()
    {
        var check = PlaceCheck.Of(temp["a/b"]);

        check.Findings.ShouldBeEmpty();
        check.FreeBytes.ShouldNotBeNull().ShouldBeGreaterThan(0);
        Directory.GetFileSystemEntries(temp["a/b"]).ShouldBeEmpty();
    }

    [Fact]
    public void Finds_one_that_cannot_be_written()
    {
        temp.Write("file", "in the way");

        PlaceCheck.Of(temp["file/cache"]).Findings.ShouldHaveSingleItem().Message.ShouldContain("cannot be written");
    }
}
