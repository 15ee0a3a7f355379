using System.Text;
using System.Text.Json.Nodes;
using LeptonLab.Notebooks.Formatters;

namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// A tensor as its reader sees it, above the row of numbers that memory is. On a page its buttons slice, transpose and reverse the
/// view; start, extents and strides change, and the numbers stay. As the value of a cell: <c>MemoryMap.Of([3, 4], "row", "column")</c>.
/// </summary>
public sealed class MemoryMap : InteractiveFigure
{
    private const int MostNumbers = 60;
    private readonly string[] _labels;

    /// <summary>A view over the memory of a tensor.</summary>
    /// <param name="memory">The tensor's shape, of up to three axes; each number is called by its index in it.</param>
    /// <param name="view">What is shown of it; the whole if null.</param>
    /// <param name="axes">What the axes of the view are called.</param>
    /// <exception cref="LeptonException">It cannot be drawn: too many axes or numbers, or the view reaches beyond the memory.</exception>
    public MemoryMap(Shape memory, StridedView? view = null, params string[] axes) : base("memory-map", hasGrids: false)
    {
        ArgumentNullException.ThrowIfNull(axes);
        View = view ?? StridedView.Of(memory);
        if (memory.Rank > 3 || View.Shape.Rank > 3)
            throw new LeptonException($"A memory map shows up to three axes; the memory is {memory}, the view {View.Shape}.");
        if (memory.Count is 0 or > MostNumbers || View.Shape.Count is 0 or > MostNumbers)
            throw new LeptonException($"A memory map shows 1 to {MostNumbers} numbers; the memory {memory} has {memory.Count}, the view {View.Shape} {View.Shape.Count}.");
        if (View.Offsets().Max() >= memory.Count)
            throw new LeptonException($"The view {View} reaches up to offset {View.Offsets().Max()}; a memory of {memory} ends at {memory.Count - 1}.");
        if (axes.Length > 0 && axes.Length != View.Shape.Rank)
            throw new LeptonException($"The view has {View.Shape.Rank} axes, and {axes.Length} names were given: {string.Join(", ", axes)}.");
        Memory = memory;
        Axes = axes.Length > 0 ? axes : [.. Enumerable.Range(0, View.Shape.Rank).Select(axis => $"axis {axis}")];
        _labels = Labels(memory);
    }

    /// <summary>The shape of the tensor whose memory it is.</summary>
    public Shape Memory { get; }

    /// <summary>What is shown of it at first.</summary>
    public StridedView View { get; }

    /// <summary>What the axes of the view are called.</summary>
    public IReadOnlyList<string> Axes { get; }

    /// <summary>A whole tensor, row by row.</summary>
    /// <param name="shape">Its shape, of up to three axes.</param>
    /// <param name="axes">What they are called.</param>
    /// <exception cref="LeptonException">It has too many axes or numbers.</exception>
    public static MemoryMap Of(Shape shape, params string[] axes) => new(shape, null, axes);

    /// <summary>The view and the memory, as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"Memory map of a tensor {Memory}: {View}\n");
        int columns = View.Shape.Rank > 0 ? View.Shape[^1] : 1;
        foreach (string[] row in View.Offsets().Select(offset => _labels[offset]).Chunk(columns))
            text.Append("  ").AppendJoin(' ', row).Append('\n');
        return text.Append("memory: ").AppendJoin(' ', _labels).ToString();
    }

    private protected override JsonObject Data() => new()
    {
        ["name"] = View.Offsets().SequenceEqual(Enumerable.Range(0, Memory.Count)) ? $"x, the whole tensor {Memory}" : $"a view of x {Memory}",
        ["labels"] = new JsonArray([.. _labels.Select(label => JsonValue.Create(label))]),
        ["start"] = View.Start,
        ["extents"] = Extents(View.Shape),
        ["strides"] = Numbers(View.Strides.Select(stride => (double)stride)),
        ["axes"] = new JsonArray([.. Axes.Select(axis => JsonValue.Create(axis))]),
    };

    private protected override string Still()
    {
        int columns = View.Shape.Rank > 0 ? View.Shape[^1] : 1;
        IEnumerable<string> rows = View.Offsets().Chunk(columns).Select(Row);
        return $"<p>{HtmlText.Escape(View.ToString())}</p><table class=\"block\"><tbody>{string.Concat(rows)}</tbody></table>"
            + $"<p>memory</p><table class=\"block\"><tbody>{Row([.. Enumerable.Range(0, Memory.Count)])}</tbody></table>";
    }

    private string Row(int[] offsets) => $"<tr>{string.Concat(offsets.Select(offset => $"<td>{_labels[offset]}</td>"))}</tr>";

    // 12 is the element in row 1, column 2.
    private static string[] Labels(Shape memory)
    {
        string separator = memory.Any(extent => extent > 10) ? "," : "";
        string[] labels = new string[memory.Count];
        for (int offset = 0; offset < labels.Length; offset++)
        {
            int[] index = new int[memory.Rank];
            int rest = offset;
            for (int axis = memory.Rank - 1; axis >= 0; axis--)
                (rest, index[axis]) = Math.DivRem(rest, memory[axis]);
            labels[offset] = memory.Rank == 0 ? "x" : string.Join(separator, index);
        }

        return labels;
    }
}
