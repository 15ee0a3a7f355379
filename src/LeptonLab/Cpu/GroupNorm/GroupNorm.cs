using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Group normalization: an image is a chunk, and in it the passes are those of <see cref="BatchNorm"/>, whose moments and
/// sums of channels are brought together by groups, in double precision. An image alone has its blocks shared out.
/// </summary>
internal sealed unsafe class GroupNorm : Ops.GroupNorm.IKernel
{
    public void Forward(Tensor x, Tensor gamma, Tensor beta, Tensor y, ChannelMoments moments, float epsilon)
    {
        if (x.Count > 0)
        {
            Chunks.Run(x.Shape[0], new ForwardKernel
            {
                X = x.Pointer, Gamma = gamma.Pointer, Beta = beta.Pointer, Y = y.Pointer, Epsilon = epsilon,
                Image = x.Count / x.Shape[0], Channels = gamma.Count, Moments = moments,
            });
        }
    }

    public void Backward(
        Tensor x, Tensor gamma, ChannelMoments moments, Tensor dy, Tensor? dx, Tensor? dgamma, Tensor? dbeta, float epsilon)
    {
        int batch = x.Shape[0], channels = gamma.Count;
        var partial = new TensorStorage(checked(4 * channels * batch));
        partial.Span.Clear();
        double* sums = (double*)partial.Pointer;
        if (x.Count > 0)
        {
            Chunks.Run(batch, new BackwardKernel
            {
                X = x.Pointer, Gamma = gamma.Pointer, DY = dy.Pointer, DX = dx is null ? null : dx.Pointer, Epsilon = epsilon,
                Image = x.Count / batch, Channels = channels, Moments = moments, Sums = sums,
            });
        }

        for (int c = 0; c < channels; c++)
        {
            double beta = 0, scale = 0;
            for (int n = 0; n < batch; n++)
            {
                beta += sums[2 * (nint)n * channels + c];
                scale += sums[(2 * (nint)n + 1) * channels + c];
            }

            dbeta?.Pointer[c] = (float)beta;
            dgamma?.Pointer[c] = (float)scale;
        }

        partial.Release();
    }

    /// <summary>A chunk is one image.</summary>
    private struct ForwardKernel : IChunkKernel
    {
        internal float* X;
        internal float* Gamma;
        internal float* Beta;
        internal float* Y;
        internal float Epsilon;
        internal int Image;
        internal int Channels;
        internal ChannelMoments Moments;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int groups = Moments.Mean.Shape[1], inGroup = Channels / groups;
            float* x = X + (nint)chunk * Image;
            double* means = ChannelMeasure.Run(x, Image, Channels), variances = means + Channels;
            var blocks = new ChannelBlocks(Image, Channels);
            var coefficients = ChannelCoefficients.For(blocks);
            for (int group = 0; group < groups; group++)
            {
                Store(chunk * groups + group, means + group * inGroup, variances + group * inGroup, inGroup);
                var moment = new ChannelMoment(Moments, chunk * groups + group, Epsilon);
                for (int c = group * inGroup; c < (group + 1) * inGroup; c++)
                    coefficients.Set(c, Gamma[c], Beta[c], moment);
            }

            coefficients.Repeat(blocks);
            Chunks.Run(blocks.Count, new ChannelNormalize<IdentityFunction>
            {
                Blocks = blocks, Coefficients = coefficients, X = x, Y = Y + (nint)chunk * Image,
            });
        }

        // Channels have the same number of pixels: the group's variance is the mean of theirs and that of their means.
        private readonly void Store(int at, double* means, double* variances, int count)
        {
            double mean = 0, variance = 0;
            for (int c = 0; c < count; c++)
                mean += means[c] / count;
            for (int c = 0; c < count; c++)
                variance += (variances[c] + (means[c] - mean) * (means[c] - mean)) / count;
            ChannelMoment.Store(Moments, at, mean, variance);
        }
    }

    /// <summary>A chunk is one image.</summary>
    private struct BackwardKernel : IChunkKernel
    {
        internal float* X;
        internal float* Gamma;
        internal float* DY;
        internal float* DX;
        internal float Epsilon;
        internal int Image;
        internal int Channels;
        internal ChannelMoments Moments;
        internal double* Sums;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int groups = Moments.Mean.Shape[1], inGroup = Channels / groups;
            float* x = X + (nint)chunk * Image, dy = DY + (nint)chunk * Image;
            var blocks = new ChannelBlocks(Image, Channels);
            var coefficients = ChannelCoefficients.For(blocks);
            for (int c = 0; c < Channels; c++)
                coefficients.Set(c, Gamma[c], 0, Moment(chunk * groups + c / inGroup));
            coefficients.Repeat(blocks);

            double* sums = ChannelGradientSums<IdentityFunction>.Run(x, dy, blocks, coefficients), products = sums + Channels;
            double* dbeta = Sums + 2 * (nint)chunk * Channels, dgamma = dbeta + Channels;
            for (int group = 0; group < groups; group++)
            {
                ChannelMoment moment = Moment(chunk * groups + group);
                double sum = 0, product = 0;
                for (int c = group * inGroup; c < (group + 1) * inGroup; c++)
                {
                    dbeta[c] = sums[c];
                    double about = products[c] - moment.Rest * sums[c];
                    dgamma[c] = about * moment.Inverse;
                    sum += Gamma[c] * sums[c];
                    product += Gamma[c] * about;
                }

                for (int c = group * inGroup; c < (group + 1) * inGroup; c++)
                    coefficients.SetMoments(c, moment, sum, product, Image / groups);
            }

            if (DX == null)
                return;
            coefficients.Repeat(blocks);
            Chunks.Run(blocks.Count, new ChannelGradient<IdentityFunction>
            {
                Blocks = blocks, Coefficients = coefficients, Measured = true, X = x, DY = dy, DX = DX + (nint)chunk * Image,
            });
        }

        private readonly ChannelMoment Moment(int at) => new(Moments, at, Epsilon);
    }
}
