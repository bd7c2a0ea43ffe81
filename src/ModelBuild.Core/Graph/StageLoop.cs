namespace ModelBuild.Core.Graph;

/// <summary>What a stage is repeated over. Two stages with equal loops have the same instances.</summary>
/// <param name="OverData">The members of a data folder; else the items of a list.</param>
/// <param name="Section">Where the definition says which.</param>
sealed record StageLoop(bool OverData, string Section)
{
    public override string ToString() => OverData ? $"the members of the data '{Section}'" : $"the items of '{Section}'";
}
