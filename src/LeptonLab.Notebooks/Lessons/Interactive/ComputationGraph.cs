using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Formatters;
using LeptonLab.Notebooks.Lessons.Interactive;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// How a number was computed from others, with all gradients: the values flow from the inputs to the output, and the slopes
/// <c>∂output/∂node = Σ ∂output/∂user · ∂user/∂node</c> flow back (Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008,
/// chapter 3). On a page the inputs and the operations can be changed, and the backward pass be taken step by step.
/// </summary>
public sealed class ComputationGraph : InteractiveFigure
{
    private const int MostNodes = 24;
    private readonly Dictionary<Scalar, double> _gradients = [];
    private readonly string[] _names;

    private ComputationGraph(Scalar output) : base("computation-graph", hasGrids: false)
    {
        Output = output;
        var found = new HashSet<Scalar>();
        Find(output, found);
        if (found.Count > MostNodes)
            throw new LeptonException($"A computation graph shows up to {MostNodes} nodes; this one has {found.Count}. Show a part of it.");
        Nodes = [.. found.OrderBy(node => node.Made)];
        int unnamed = 0;
        _names = [.. Nodes.Select(node => node.Name.Length > 0 ? node.Name : node.Operation == ScalarOperation.Constant ? Number(node.Value) : $"v{++unnamed}")];
        RunBackward();
    }

    /// <summary>The last number.</summary>
    public Scalar Output { get; }

    /// <summary>All numbers, each after those that it was computed from.</summary>
    public IReadOnlyList<Scalar> Nodes { get; }

    /// <summary>The graph of everything that a number was computed from.</summary>
    /// <exception cref="LeptonException">It has too many nodes to be drawn.</exception>
    public static ComputationGraph Of(Scalar output) => new(output ?? throw new ArgumentNullException(nameof(output)));

    /// <summary>The slope of the output with respect to a node.</summary>
    /// <exception cref="ArgumentException">The output does not depend on it.</exception>
    public double Gradient(Scalar node) => _gradients.TryGetValue(node, out double gradient)
        ? gradient
        : throw new ArgumentException($"The output was not computed from {node}.");

    /// <summary>One line for each node: how it is computed, its value and its gradient.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("Computation graph:");
        for (int i = 0; i < Nodes.Count; i++)
        {
            if (Nodes[i].Operation != ScalarOperation.Constant)
                text.Append(CultureInfo.InvariantCulture, $"\n  {Definition(i)}{Number(Nodes[i].Value)}, gradient {Number(_gradients[Nodes[i]])}");
        }

        return text.ToString();
    }

    private protected override JsonObject Data()
    {
        GraphLayout layout = new(Nodes);
        return new JsonObject
        {
            ["width"] = layout.Columns,
            ["height"] = layout.Rows,
            ["nodes"] = new JsonArray([.. Nodes.Select((node, i) => (JsonNode)new JsonObject
            {
                ["name"] = _names[i],
                ["op"] = node.Operation.Symbol,
                ["value"] = double.IsFinite(node.Value) ? node.Value : null,
                ["inputs"] = new JsonArray([.. node.Inputs.Select(input => JsonValue.Create(Index(input)))]),
                ["x"] = layout.Column(i),
                ["y"] = layout.Row(i),
            })]),
        };
    }

    // Later numbers first: when a node's turn comes, everything that uses it has added its part.
    private void RunBackward()
    {
        foreach (Scalar node in Nodes)
            _gradients[node] = 0;
        _gradients[Output] = 1;
        foreach (Scalar node in Nodes.Reverse())
        {
            if (node.Inputs.Count == 0)
                continue;
            (double a, double b) = node.Operation.Slopes(node.Inputs[0].Value, node.Inputs[^1].Value);
            _gradients[node.Inputs[0]] += _gradients[node] * a;
            if (node.Inputs.Count > 1)
                _gradients[node.Inputs[1]] += _gradients[node] * b;
        }
    }

    private protected override string Still()
    {
        IEnumerable<object?[]> rows = Enumerable.Range(0, Nodes.Count).Where(i => Nodes[i].Operation != ScalarOperation.Constant)
            .Select(i => new object?[] { Definition(i).TrimEnd(' ', '='), Number(Nodes[i].Value), Number(_gradients[Nodes[i]]) });
        return HtmlText.Table(["node", "value", "gradient"], rows);
    }

    private string Definition(int i) => Nodes[i].Inputs.Count == 0
        ? $"{_names[i]} = "
        : $"{_names[i]} = {string.Format(CultureInfo.InvariantCulture, Nodes[i].Operation.Text, [.. Nodes[i].Inputs.Select(input => _names[Index(input)])])} = ";

    private int Index(Scalar node)
    {
        for (int i = 0; i < Nodes.Count; i++)
        {
            if (ReferenceEquals(Nodes[i], node))
                return i;
        }

        return -1;
    }

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    private static void Find(Scalar node, HashSet<Scalar> found)
    {
        if (!found.Add(node) || found.Count > 10 * MostNodes)
            return;
        foreach (Scalar input in node.Inputs)
            Find(input, found);
    }
}
