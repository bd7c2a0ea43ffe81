using System.Text.RegularExpressions;

namespace ModelBuild.Verification.Tests;

public sealed class Ids_of_packages
{
    [Theory]
    [InlineData("A")]
    [InlineData("_")]
    [InlineData("7zip")]
    [InlineData("_A_")]
    [InlineData("Contoso.BreastCancer.Model")]
    [InlineData("contoso-model.v2_final")]
    [InlineData("Console")]
    [InlineData("A.CON")]
    [InlineData("COM10")]
    [InlineData("CON-model")]
    public void Are_allowed(string id) => PackageIdentity.IsId(id).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData(".A")]
    [InlineData("A.")]
    [InlineData("-A")]
    [InlineData("A-")]
    [InlineData("-")]
    [InlineData("A..B")]
    [InlineData("A--B")]
    [InlineData("A.-B")]
    [InlineData("A-.B")]
    [InlineData("A B")]
    [InlineData(" A")]
    [InlineData("A\n")]
    [InlineData("A/B")]
    [InlineData("A\\B")]
    [InlineData("A+B")]
    [InlineData("\u00c4")]
    [InlineData("A\u0661")]
    [InlineData("$(Id)")]
    [InlineData("A;B")]
    [InlineData("CON")]
    [InlineData("nul.Model")]
    [InlineData("Aux.Contoso")]
    [InlineData("COM1")]
    [InlineData("lpt9.x")]
    public void Are_refused(string id) => PackageIdentity.IsId(id).ShouldBeFalse();

    [Fact]
    public void Have_at_most_100_characters()
    {
        PackageIdentity.IsId(new string('a', 100)).ShouldBeTrue();
        PackageIdentity.IsId(new string('a', 101)).ShouldBeFalse();
    }

    [Fact]
    public void Are_those_of_NuGet()
    {
        // NuGet.Packaging's rule, of which these letters can make no device.
        var nuget = new Regex(@"^\w+([.-]\w+)*$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var id = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => "aB1_.-"[random.Next(6)]));
            PackageIdentity.IsId(id).ShouldBe(nuget.IsMatch(id), id);
        }
    }

    [Theory]
    [InlineData("Contoso-.Model")]
    [InlineData("-Contoso")]
    public void Are_refused_in_a_package(string id)
    {
        using var folder = new TemporaryFolder();
        new TestPackage { Id = id }.Sign().WriteArchive(folder).ShouldBeRefused("MB5021").Message.ShouldContain("no package id");
    }
}
