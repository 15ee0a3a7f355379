using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

// Sequences, [N, time, features]. What depends on their length is computed from it when the file runs.
internal sealed partial class OnnxExport
{
    private readonly Dictionary<string, string> _onceWritten = [];

    private OnnxValue Write(Embedding layer, OnnxValue x)
    {
        string tokens = x.IsTokens ? x.Name : _graph.Add("Cast", [Ours(x).Name], ("to", OnnxType.Int64));
        string y = _graph.Add("Gather", [_weights.Add(layer.Weight), tokens]);
        return new OnnxValue(y, layer.OutputShape(x.Shape)) { Time = x.Time };
    }

    // sin(t / w) and cos(t / w) = sin(t / w + π/2). The angles lose nothing at late positions: their whole turns are taken
    // away in double.
    private OnnxValue Write(SinusoidalPositions layer, OnnxValue x)
    {
        x = Ours(x);
        double[] turns = new double[layer.Features], first = new double[layer.Features];
        for (int f = 0; f < layer.Features; f++)
            (turns[f], first[f]) = (1 / (2 * Math.PI * layer.Wavelength(f)), f % 2 == 0 ? 0 : 0.25);
        string times = _graph.Add("Cast", [Times(x)], ("to", OnnxType.Double));
        string column = _graph.Add("Unsqueeze", [times, _graph.Integers(1)]);
        string all = _graph.Add("Mul", [column, _graph.Doubles($"turns_{layer.Features}", turns)]);
        all = _graph.Add("Add", [all, _graph.Doubles($"first_turns_{layer.Features}", first)]);
        string rest = _graph.Add("Sub", [all, _graph.Add("Floor", [all])]);
        string angles = _graph.Add("Mul", [rest, _graph.Doubles("full_turn", 2 * Math.PI)]);
        string positions = _graph.Add("Sin", [_graph.Add("Cast", [angles], ("to", OnnxType.Float))]);
        return x with { Name = _graph.Add("Add", [x.Name, positions]) };
    }

    private OnnxValue Write(LearntPositions layer, OnnxValue x)
    {
        x = Ours(x);
        string positions = _weights.Add(layer.Weight);
        if (x.Time is not null || x.Shape[0] != layer.Weight.Shape[0])
        {
            string end = _graph.Add("Unsqueeze", [Length(x), _graph.Integers(0)]);
            positions = _graph.Add("Slice", [positions, _graph.Integers(0), end, _graph.Integers(0)]);
        }

        return x with { Name = _graph.Add("Add", [x.Name, positions]) };
    }

    private OnnxValue Write(ClassToken layer, OnnxValue x)
    {
        x = Ours(x);
        string batch = _graph.Add("Gather", [_graph.Add("Shape", [x.Name]), _graph.Integers(0)]);
        string shape = _graph.Add("Concat", [batch, _graph.Integers(1, x.Shape[1])], ("axis", 0));
        string token = _graph.Add("Expand", [_weights.Add(layer.Weight), shape]);
        return x with
        {
            Name = _graph.Add("Concat", [token, x.Name], ("axis", 1)),
            Shape = layer.OutputShape(x.Shape),
            Time = x.Time is null ? null : $"{x.Time} + 1",
        };
    }

    private OnnxValue WriteFirstEntry(Layer layer, OnnxValue x) =>
        new(_graph.Add("Gather", [Ours(x).Name, _graph.Integer(0)], ("axis", 1)), layer.OutputShape(x.Shape));

    // Channels first or not, the pixels are neighbours.
    private OnnxValue WritePixelsToSequence(Layer layer, OnnxValue x)
    {
        Shape y = layer.OutputShape(x.Shape);
        return x with { Name = x.ChannelsFirst ? Reshaped(x.Name, 0, y[1], y[0]) : Reshaped(x.Name, 0, y[0], y[1]), Shape = y };
    }

    private OnnxValue WriteColumnsToSequence(Layer layer, OnnxValue x)
    {
        Shape y = layer.OutputShape(x.Shape);
        string columns = x.ChannelsFirst ? Transposed(x.Name, 0, 3, 2, 1) : Transposed(x.Name, 0, 2, 1, 3);
        return new OnnxValue(Reshaped(columns, 0, y[0], y[1]), y);
    }

    // How many entries the sequences of a batch have: a number, known when the file runs.
    private string Length(OnnxValue x)
    {
        if (x.Time is null)
            return _graph.Integer(x.Shape[0]);
        return Once($"length of {x.Time}", () => _graph.Add("Gather", [_graph.Add("Shape", [x.Name]), _graph.Integer(1)]));
    }

    // 0, 1, … for the entries of the sequences.
    private string Times(OnnxValue x) => Once(
        $"times of {x.Time ?? $"{x.Shape[0]}"}", () => _graph.Add("Range", [_graph.Integer(0), Length(x), _graph.Integer(1)]));

    // For what many layers need and one operator can give.
    private string Once(string what, Func<string> write)
    {
        if (!_onceWritten.TryGetValue(what, out string? name))
            _onceWritten.Add(what, name = write());
        return name;
    }
}
