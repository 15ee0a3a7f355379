using LeptonLab.Nn;
using LeptonLab.Nn.Models;

namespace LeptonLab.Tests.Nn.Models;

public class AlexNetTests
{
    // Krizhevsky et al., NIPS 2012, figure 2, with its two halves side by side.
    [Fact]
    public void Shapes_are_those_of_the_figure()
    {
        ModelSummary summary = AlexNet.Create().Summary(AlexNet.Input);
        Shape[] convolutions = [.. summary.Rows.Where(row => row.Layer.StartsWith("Conv2d")).Select(row => row.OutputShape)];
        Assert.Equal([[55, 55, 96], [27, 27, 256], [13, 13, 384], [13, 13, 384], [13, 13, 256]], convolutions);
        Assert.Equal(
            [[4096], [4096], [1000]],
            summary.Rows.Where(row => row.Layer.StartsWith("Dense")).Select(row => row.OutputShape).ToArray());
    }

    [Fact]
    public void It_has_sixty_million_parameters_and_the_neurons_of_the_paper()
    {
        Sequential model = AlexNet.Create();
        Assert.Equal(60_965_224, model.ParameterCount); // "60 million parameters"
        ModelSummary summary = model.Summary(AlexNet.Input);
        // §3.5: 253 440, 186 624, 64 896, 64 896, 43 264, 4096, 4096, 1000 neurons; the first should be 290 400 = 55·55·96.
        Assert.Equal(
            [290_400, 186_624, 64_896, 64_896, 43_264, 4096, 4096, 1000],
            summary.Rows.Where(row => row.Parameters > 0).Select(row => row.OutputShape.Count));
        Assert.InRange(summary.MultiplyAdds / 1e6, 714, 734); // 105 + 224 + 150 + 112 + 75 million in convolutions, 59 in dense layers
    }
}
