using ModelBuild.Core.Definitions;
using ModelBuild.Core.Gates;

namespace ModelBuild.Core.Tests.Definitions;

public sealed class ReadingWaivers : IDisposable
{
    static readonly GateDeclaration[] Gates =
    [
        new("auc-min", new MetricSubject("auc", true), new("m.model.yaml", 1, 1)),
        new("accuracy-min[sex]", new MetricSubject("accuracy", true), new("m.model.yaml", 2, 1)) { Slices = new("sex", null) },
    ];

    readonly string folder = Directory.CreateTempSubdirectory("modelbuild tests ").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    (IReadOnlyList<Waiver> Waivers, string[] Errors) Read(string? text)
    {
        if (text is not null)
            File.WriteAllText(Path.Combine(folder, "m.model.waivers.yaml"), text);
        var (waivers, errors) = WaiversReader.Read(Path.Combine(folder, "m.model.yaml"), "m", Gates);
        return (waivers, [.. errors.Select(error => error.ToString().Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("# none\n")]
    [InlineData("waivers:\n")]
    [InlineData("waivers: []\n")]
    public void There_may_be_none(string? text)
    {
        var (waivers, errors) = Read(text);

        waivers.ShouldBeEmpty();
        errors.ShouldBeEmpty();
    }

    [Fact]
    public void Each_says_who_why_and_until_when()
    {
        var (waivers, errors) = Read("waivers:\n- { gate: auc-min, by: Jane, reason: new data, until: 2030-01-31 }\n- { gate: 'accuracy-min[sex] [f]', by: Joe, reason: few rows, until: 2030-02-28 }\n");

        errors.ShouldBeEmpty();
        waivers.Select(waiver => (waiver.Gate, waiver.By, waiver.Reason, waiver.Until, waiver.Place.Line)).ShouldBe(
            [("auc-min", "Jane", "new data", new DateOnly(2030, 1, 31), 2), ("accuracy-min[sex] [f]", "Joe", "few rows", new DateOnly(2030, 2, 28), 3)]);
    }

    [Theory]
    [InlineData("- a\n", "m.model.waivers.yaml(1,1): error MB1012: the file of waivers is a list, but must be a mapping. Begin with `waivers:`.")]
    [InlineData("waivers: all\n", "m.model.waivers.yaml(1,10): error MB1015: waivers must be a list of waivers, but is 'all'; write `- { gate: NAME, by: WHO, reason: WHY, until: 2030-01-31 }` lines.")]
    [InlineData("waiver: []\n", "m.model.waivers.yaml(1,1): error MB1013: unknown key 'waiver'; did you mean 'waivers'?")]
    [InlineData("waivers:\n- { gate: auc-mn, by: J, reason: r, until: 2030-01-31 }\n", "m.model.waivers.yaml(2,11): error MB4061: there is no gate 'auc-mn' to waive; did you mean 'auc-min'? There are auc-min, accuracy-min[sex].")]
    [InlineData("waivers:\n- { gate: auc-min, by: J, reason: r, until: 31.1.2030 }\n", "m.model.waivers.yaml(2,45): error MB4062: the waiver's until is '31.1.2030', and must be a day such as 2030-01-31: the last one on which the gate is let pass.")]
    [InlineData("waivers:\n- { gate: auc-min, by: J, until: 2030-01-31 }\n", "m.model.waivers.yaml(2,5): error MB4062: the waiver has no `reason`. It says which gate, who lets it pass, why, and until when.")]
    [InlineData("waivers:\n- { gate: auc-min, by: ' ', reason: r, until: 2030-01-31 }\n", "m.model.waivers.yaml(2,24): error MB4062: the waiver's by must be text.")]
    [InlineData("waivers:\n- { gate: auc-min, by: J, reason: r, until: 2030-01-31 }\n- { gate: auc-min, by: J, reason: r, until: 2031-01-31 }\n", "m.model.waivers.yaml(3,5): error MB4062: the gate 'auc-min' is waived twice, first in line 2. Remove one of the two.")]
    public void A_mistake_is_an_error_and_nothing_is_waived(string text, string error)
    {
        var (waivers, errors) = Read(text);

        errors.ShouldBe([error]);
        waivers.ShouldBeEmpty();
    }
}
