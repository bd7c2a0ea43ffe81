namespace ModelBuild.Tabular.Tests;

// The digest of the trees that boosting grows on a small, fixed data set.
// WHEN ONE OF THESE CHANGES, RAISE THE AlgorithmVersion OF THE train STAGE: results in caches everywhere are keyed by it.
public class Golden_trees
{
    static readonly Dictionary<string, string> Expected = new()
    {
        ["binary"] = "0779d21c7b4604b3b71f933fdbd73637ed1f560c31eecb69e994a06962751a16",
        ["multiclass"] = "8fd57f75be3632cb35cac9b601eb66cea2881e1b062dafcd5a4ff592f3e6e58c",
        ["squared"] = "efdeba4941f872030641a58be4dca49f04bb17247df6c1f3804449ae4b75526c",
        ["poisson"] = "fc79bbdd3ea2d8e51d50a33a0f2f4622d6f4391c1008e4d995670e6251159133",
        ["quantile"] = "bb3488a7ce27b35fbf8fc1393239779fff70a87129dba218803e15e562017373",
        ["weighted"] = "39ac138d0015b705d52653daacdd4358c3da0aaa269a6b8b9b791d8d705948d3",
    };

    public static TheoryData<string> Cases => Boosting_trees.Kinds;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_each_loss_are_these(string kind)
    {
        var (data, task, classes, options) = Boosting_trees.Of(kind, 5000);
        using var folder = new TemporaryFolder();
        BoostingData.Digest(data.Boost(options, task, classes, context: new BoostingContext(folder.Path, threads: 2))).ShouldBe(Expected.GetValueOrDefault(kind), kind);
    }
}
