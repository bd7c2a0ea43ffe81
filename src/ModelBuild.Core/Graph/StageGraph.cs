namespace ModelBuild.Core.Graph;

/// <summary>The nodes of one model, each after the nodes whose output it reads.</summary>
public sealed class StageGraph
{
    StageGraph(IReadOnlyList<StageNode> nodes) => Nodes = nodes;

    public IReadOnlyList<StageNode> Nodes { get; }

    /// <summary>Orders the nodes; ties keep the given order.</summary>
    /// <param name="nodes">Ids are unique, every input names one of them, and none waits for itself; <see cref="GraphBuilder"/> sees to all three.</param>
    public static StageGraph Order(IReadOnlyList<StageNode> nodes)
    {
        var byId = nodes.ToDictionary(node => node.Id);
        var ordered = new List<StageNode>(nodes.Count);
        var visited = new HashSet<NodeId>();
        foreach (var node in nodes)
            Visit(node);
        return new StageGraph(ordered);

        void Visit(StageNode node)
        {
            if (!visited.Add(node.Id))
                return;
            foreach (var input in node.Inputs)
                if (input is NodeInput { Node: var source })
                    Visit(byId[source]);
            ordered.Add(node);
        }
    }

    /// <summary>Nodes that read nothing of each other.</summary>
    public static StageGraph Of(params IReadOnlyList<StageNode> nodes) => new(nodes);

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
