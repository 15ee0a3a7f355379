using LeptonLab.Nn;

namespace LeptonLab.IO.Onnx;

// Rnn, Gru, Lstm. ONNX wants the time first, [time, N, features]; gives [time, directions, N, hidden]; has the weights as
// [directions, gates · hidden, in], both biases behind each other, and an order of the gates of its own.
internal sealed partial class OnnxExport
{
    // PyTorch's gates, and ours, are i f g o and r z n; ONNX has i o f c and z r h.
    private static readonly int[] LstmGates = [0, 3, 1, 2], GruGates = [1, 0, 2], RnnGates = [0];

    private OnnxValue Write(RecurrentLayer layer, OnnxValue x)
    {
        x = Ours(x);
        string y = Transposed(x.Name, 1, 0, 2);
        for (int i = 0; i < layer.Layers; i++)
        {
            y = layer switch
            {
                Lstm => Recurrent("LSTM", layer, i, y, LstmGates),
                Gru => Recurrent("GRU", layer, i, y, GruGates, ("linear_before_reset", 1)),
                Rnn rnn => Recurrent("RNN", layer, i, y, RnnGates, ("activations", Activations(rnn))),
                _ => throw new LeptonException($"The layer {Named(layer)} cannot be exported to ONNX; Rnn, Gru and Lstm can."),
            };
        }

        return x with { Name = Transposed(y, 1, 0, 2), Shape = layer.OutputShape(x.Shape) };
    }

    private string Recurrent(
        string type, RecurrentLayer layer, int i, string x, int[] gates, params (string, object)[] attributes)
    {
        bool both = layer.Directions == 2;
        string inputWeight = Weights(d => layer.WeightsOf(i, d).InputWeight, weight => Rows(weight, gates));
        string recurrentWeight = Weights(d => layer.WeightsOf(i, d).RecurrentWeight, weight => Rows(weight, gates));
        string inputBias = Weights(d => layer.WeightsOf(i, d).InputBias, bias => Gates(bias, gates));
        string recurrentBias = Weights(d => layer.WeightsOf(i, d).RecurrentBias, bias => Gates(bias, gates));
        string biases = _graph.Add("Concat", [inputBias, recurrentBias], ("axis", 1));
        string y = _graph.Add(
            type,
            [x, inputWeight, recurrentWeight, biases],
            [("hidden_size", layer.Hidden), ("direction", both ? "bidirectional" : "forward"), .. attributes]);
        return both ? Reshaped(Transposed(y, 0, 2, 1, 3), 0, 0, -1) : _graph.Add("Squeeze", [y, _graph.Integers(1)]);

        string Weights(Func<int, Tensor> of, Func<Tensor, Tensor> rewrite)
        {
            Tensor[] directions = [.. Enumerable.Range(0, layer.Directions).Select(of)];
            return _weights.Add(directions[0], type, _ => Tensor.Concat(0, [.. directions.Select(own => rewrite(own).Unsqueeze(0))]));
        }
    }

    private static string[] Activations(Rnn layer) => [.. Enumerable.Repeat($"{layer.Activation}", layer.Directions)];

    // [in, gates · hidden] as [gates · hidden, in]
    private static Tensor Rows(Tensor weight, int[] gates) => Gates(weight.Transpose(), gates);

    // The gates along the first axis in another order.
    private static Tensor Gates(Tensor all, int[] gates)
    {
        int hidden = all.Shape[0] / gates.Length;
        return Tensor.Concat(0, [.. gates.Select(gate => all.Slice(0, gate * hidden, hidden))]);
    }
}
