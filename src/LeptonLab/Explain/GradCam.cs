using LeptonLab.Nn;

namespace LeptonLab.Explain;

/// <summary>
/// Gradient-weighted class activation mapping (Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via
/// Gradient-based Localization", ICCV 2017, eq. 1 and 2): where in an image a convolutional layer found what speaks for a
/// class. With feature maps A of a layer and the class's logit s,
/// <code>
/// α[c] = (1 / (h·w)) Σ_ij ∂s/∂A[i, j, c]
/// map[i, j] = max(Σ_c α[c] · A[i, j, c], 0)
/// </code>
/// </summary>
public static class GradCam
{
    /// <summary>The maps of some images.</summary>
    /// <param name="model">A classifier: images [batch, height, width, channels] to logits [batch, classes].</param>
    /// <param name="images">The images, as the model takes them.</param>
    /// <param name="layer">The path of the layer to look at, usually the last convolution, such as <c>conv2d_3</c>.</param>
    /// <param name="classes">The class to explain, one or one for each image; what the model says if left out.</param>
    /// <returns>[batch, height, width, 1] in the size of the images, each map divided by its largest value, so 0 to 1.</returns>
    /// <exception cref="LeptonException">There is no such layer, or it gives no images.</exception>
    public static Tensor Map(Layer model, Tensor images, string layer, int[]? classes = null)
    {
        Layer watched = LayerPath.Find(model, layer);
        Tensor? maps = null;
        using var frozen = new FrozenModel(model);
        Tensor x = images.To(model.Device);
        x.RequiresGrad = true;
        using (watched.OnForward((_, _, y) => (maps = y).RetainGrad()))
        {
            Tensor logits = model.Call(x);
            if (maps is null)
                throw new LeptonException($"The model did not use its layer '{layer}' for these images.");
            if (maps.Shape.Rank != 4)
                throw new LeptonException($"Grad-CAM needs a layer that gives images [batch, height, width, channels]; '{layer}' gives {maps.Shape}.");
            logits.Backward(Scores.Pick(logits, Scores.Classes(logits, classes)));
        }

        Tensor map = Combine(maps, maps.Grad!);
        return Heat.Normalized(Ops.Upsample2d.Apply(map, images.Shape[1], images.Shape[2], Ops.UpsampleMode.Bilinear));
    }

    private static Tensor Combine(Tensor maps, Tensor gradients)
    {
        (int batch, int places, int channels) = (maps.Shape[0], maps.Shape[1] * maps.Shape[2], maps.Shape[3]);
        Tensor result = Tensor.Zeros([batch, maps.Shape[1], maps.Shape[2], 1]);
        var weights = new double[channels];
        for (int n = 0; n < batch; n++)
        {
            ReadOnlySpan<float> a = maps.Values.Slice(n * places * channels, places * channels);
            ReadOnlySpan<float> da = gradients.Values.Slice(n * places * channels, places * channels);
            Array.Clear(weights);
            for (int i = 0; i < da.Length; i++)
                weights[i % channels] += (double)da[i] / places;

            Span<float> map = result.AsSpan().Slice(n * places, places);
            for (int place = 0; place < places; place++)
            {
                double sum = 0;
                for (int c = 0; c < channels; c++)
                    sum += weights[c] * a[place * channels + c];
                map[place] = (float)Math.Max(sum, 0);
            }
        }

        return result;
    }
}
