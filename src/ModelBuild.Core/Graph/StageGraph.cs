namespace ModelBuild.Core.Graph;

/// <summary>The nodes of one model, each after the nodes whose output it reads.</summary>
public sealed class StageGraph
{
    StageGraph(IReadOnlyList<StageNode> nodes) => Nodes = nodes;

    public IReadOnlyList<StageNode> Nodes { get; }

    /// <summary>Orders the nodes; ties keep the given order.</summary>
    /// <param name="nodes">Node ids are unique and every input names one of them; <see cref="GraphBuilder"/> sees to both.</param>
    /// <param name="cycle">The nodes of one cycle, the first again at the end, when there is one; then the result is null.</param>
    public static StageGraph? Order(IReadOnlyList<StageNode> nodes, out IReadOnlyList<NodeId> cycle)
    {
        var byId = nodes.ToDictionary(node => node.Id);
        var ordered = new List<StageNode>(nodes.Count);
        var visited = new Dictionary<NodeId, bool>(); // false: on the path, true: ordered
        var path = new List<NodeId>();
        cycle = [];
        foreach (var node in nodes)
        {
            if (!Visit(node))
            {
                cycle = [.. path.SkipWhile(id => id != path[^1])];
                return null;
            }
        }
        return new StageGraph(ordered);

        bool Visit(StageNode node)
        {
            if (visited.TryGetValue(node.Id, out var done))
            {
                if (!done)
                    path.Add(node.Id);
                return done;
            }
            visited[node.Id] = false;
            path.Add(node.Id);
            foreach (var input in node.Inputs)
                if (input is NodeInput { Node: var source } && !Visit(byId[source]))
                    return false;
            path.RemoveAt(path.Count - 1);
            visited[node.Id] = true;
            ordered.Add(node);
            return true;
        }
    }

    /// <summary>The given node and everything that it needs, in order.</summary>
    public StageGraph UpTo(NodeId target)
    {
        var wanted = new HashSet<NodeId> { target };
        foreach (var node in Nodes.Reverse())
            if (wanted.Contains(node.Id))
                foreach (var input in node.Inputs.OfType<NodeInput>())
                    wanted.Add(input.Node);
        return new StageGraph([.. Nodes.Where(node => wanted.Contains(node.Id))]);
    }
}
