using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>
/// L02: the backward pass over a graph of sums and products, nodes in the order of their computation, the last one L:
/// <c>g[last] = 1</c>, and from the last to the first each node adds <c>g[k] · ∂node k/∂input</c> to both of its inputs.
/// </summary>
internal sealed class GraphBackward() : Exercise<GraphBackward.Function>("L02-backward", "backward through any graph")
{
    /// <summary>Node k is values[left[k]] + or · values[right[k]]; an input has left[k] = right[k] = −1. The result is ∂L/∂node for every node.</summary>
    internal delegate double[] Function(int[] left, int[] right, bool[] isProduct, double[] values);

    public override double Tolerance => 1e-9;

    public override IReadOnlyList<string> Hints =>
    [
        "Begin with an array of zeros and put 1 in its last place: ∂L/∂L = 1. Then go through the nodes from the last to the first.",
        "Node k gives to its left input `gradients[k]` times the local slope: 1 for a sum, the value of the right input for a product. It adds, because other nodes may have given something already.",
        "`gradients[left[k]] += gradients[k] * (isProduct[k] ? values[right[k]] : 1);` and the same with left and right exchanged. Skip inputs, where `left[k] < 0`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "set and not added",
            "Your gradients are overwritten: where two nodes use the same number, only one of them counts. Add, `+=`, because the ways are summed.",
            (left, right, isProduct, values) => new Pass(left, right, isProduct, values) { Adds = false }.Run()),
        Wrong(
            "no beginning",
            "All of your gradients are 0. The pass needs a beginning: ∂L/∂L = 1 in the last place.",
            (left, right, isProduct, values) => new Pass(left, right, isProduct, values) { Seed = 0 }.Run()),
        Wrong(
            "first to last",
            "Your pass runs from the first node to the last. When a node's turn comes, everything that uses it must have added its part: go from the last to the first.",
            (left, right, isProduct, values) => new Pass(left, right, isProduct, values) { Forward = true }.Run()),
        Wrong(
            "own factor",
            "In your products each input gets its own value as the slope. The slope of a · b with respect to a is b: the value of the *other* input.",
            (left, right, isProduct, values) => new Pass(left, right, isProduct, values) { OwnFactor = true }.Run()),
        Wrong(
            "value of the node",
            "Your products multiply by the value of the node itself, `values[k]`. The slope of a · b with respect to a is b alone.",
            (left, right, isProduct, values) => new Pass(left, right, isProduct, values) { NodeValue = true }.Run()),
        Wrong(
            "squares counted once",
            "Where a node uses the same number twice, as in x · x, your result counts it once. It must get a part for each side: x + x = 2x.",
            (left, right, isProduct, values) => new Pass(left, right, isProduct, values) { SquaresOnce = true }.Run()),
        Wrong(
            "all sums",
            "Your result treats every node as a sum. In a product the gradient is multiplied by the value of the other input.",
            (left, right, isProduct, values) => new Pass(left, right, [.. isProduct.Select(_ => false)], values).Run()),
        Wrong(
            "local slopes only",
            "Your result adds local slopes and leaves out the gradient that came from behind. Multiply each local slope by `gradients[k]`: that is the chain rule.",
            (left, right, isProduct, values) => new Pass(left, right, isProduct, values) { Upstream = false }.Run()),
    ];

    protected override Function Solve => (left, right, isProduct, values) => new Pass(left, right, isProduct, values).Run();

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return Graph([3, 2], [(0, 1, true)]);
        yield return Graph([3], [(0, 0, true)]);
        yield return Graph([2, 3], [(0, 0, true), (0, 1, true), (2, 3, true)]);
        yield return Graph([2], [(0, 0, false), (1, 1, true), (2, 0, false)]);
        for (int i = 0; i < 12; i++)
        {
            int inputs = 1 + random.NextInt32(3), nodes = 1 + random.NextInt32(6);
            yield return Graph(
                [.. Enumerable.Range(0, inputs).Select(_ => Math.Round(random.NextNormal(), 1))],
                [.. Enumerable.Range(0, nodes).Select(k => (random.NextInt32(inputs + k), random.NextInt32(inputs + k), random.NextInt32(2) == 1))]);
        }
    }

    public override double? Moved(object?[] arguments, int part, int index, double step)
    {
        double[] values = [.. (double[])arguments[3]!];
        values[index] += step;
        Compute((int[])arguments[0]!, (int[])arguments[1]!, (bool[])arguments[2]!, values, from: index + 1);
        return values[^1];
    }

    private static object?[] Graph(double[] inputs, (int Left, int Right, bool IsProduct)[] nodes)
    {
        int[] left = [.. inputs.Select(_ => -1), .. nodes.Select(node => node.Left)], right = [.. inputs.Select(_ => -1), .. nodes.Select(node => node.Right)];
        bool[] isProduct = [.. inputs.Select(_ => false), .. nodes.Select(node => node.IsProduct)];
        double[] values = [.. inputs, .. nodes.Select(_ => 0.0)];
        Compute(left, right, isProduct, values, from: inputs.Length);
        return [left, right, isProduct, values];
    }

    private static void Compute(int[] left, int[] right, bool[] isProduct, double[] values, int from)
    {
        for (int k = from; k < values.Length; k++)
        {
            if (left[k] >= 0)
                values[k] = isProduct[k] ? values[left[k]] * values[right[k]] : values[left[k]] + values[right[k]];
        }
    }

    /// <summary>The backward pass, with places where it can go wrong.</summary>
    private sealed record Pass(int[] Left, int[] Right, bool[] IsProduct, double[] Values)
    {
        public double Seed { get; init; } = 1;

        public bool Adds { get; init; } = true;

        public bool Forward { get; init; }

        public bool OwnFactor { get; init; }

        public bool NodeValue { get; init; }

        public bool SquaresOnce { get; init; }

        public bool Upstream { get; init; } = true;

        public double[] Run()
        {
            double[] gradients = new double[Values.Length];
            gradients[^1] = Seed;
            IEnumerable<int> nodes = Enumerable.Range(0, Values.Length).Where(k => Left[k] >= 0);
            foreach (int k in Forward ? nodes : nodes.Reverse())
            {
                double upstream = Upstream ? gradients[k] : 1;
                (int a, int b) = (Left[k], Right[k]);
                Give(gradients, a, upstream * Slope(k, OwnFactor ? a : b));
                if (a != b || !SquaresOnce)
                    Give(gradients, b, upstream * Slope(k, OwnFactor ? b : a));
            }

            return gradients;
        }

        private double Slope(int k, int other) => !IsProduct[k] ? 1 : NodeValue ? Values[k] : Values[other];

        private void Give(double[] gradients, int to, double part) => gradients[to] = Adds ? gradients[to] + part : part;
    }
}
