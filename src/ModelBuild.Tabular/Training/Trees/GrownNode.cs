namespace ModelBuild.Tabular;

// A node of a tree that grows or has grown.
sealed class GrownNode(RowRange rows, GradientSums sums, int depth)
{
    public readonly RowRange Rows = rows;
    public readonly GradientSums Sums = sums;
    public readonly int Depth = depth;
    public double Lowest = double.NegativeInfinity;
    public double Highest = double.PositiveInfinity;
    public double Value; // of a leaf, before the learning rate
    public GradientSums[]? Histogram; // while it may be split
    public Split Split; // the best one, while it is a leaf; then the one that was made
    public GrownNode? Left;
    public GrownNode? Right;

    // All of the tree below this node and itself, parents before their children and left before right.
    public List<GrownNode> Nodes()
    {
        var nodes = new List<GrownNode>();
        var stack = new Stack<GrownNode>([this]); // not by recursion: a tree may be as deep as it has leaves
        while (stack.TryPop(out var node))
        {
            nodes.Add(node);
            if (node.Left is null || node.Right is null)
                continue;
            stack.Push(node.Right);
            stack.Push(node.Left);
        }
        return nodes;
    }

    public List<GrownNode> Leaves() => Nodes().FindAll(node => node.Left is null);

    // What the values of the children's leaves are held to, where those of this node's are and its split goes in a direction:
    // nothing below may pass the middle between the children's own, so that no later split turns them round.
    public void BoundChildren(int direction)
    {
        (Left!.Lowest, Left.Highest) = (Right!.Lowest, Right.Highest) = (Lowest, Highest);
        if (direction == 0)
            return;
        var middle = (Math.Clamp(Left.Value, Lowest, Highest) + Math.Clamp(Right.Value, Lowest, Highest)) * 0.5;
        if (direction > 0)
            (Left.Highest, Right.Lowest) = (middle, middle);
        else
            (Left.Lowest, Right.Highest) = (middle, middle);
    }
}
