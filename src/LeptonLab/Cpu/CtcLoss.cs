using System.Buffers;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Connectionist temporal classification. The samples are dealt to the thread team; each is computed in double, in
/// logarithms, with <see cref="PortableMath"/>. The backward pass computes the α again rather than to keep them.
/// </summary>
internal sealed class CtcLoss : Ops.CtcLoss.IKernel
{
    public void Forward(Tensor z, CtcTargets targets, Tensor losses)
    {
        (int time, int classes) = (z.Shape[1], z.Shape[2]);
        ThreadTeam.Shared.Run(losses.Count, n =>
        {
            using var sample = new Sample(z.Values.Slice(n * time * classes, targets.InputLengths[n] * classes), targets.Labels[n], targets.Blank, classes);
            double loss = sample.Loss();
            losses.AsSpan()[n] = targets.ZeroInfinity && double.IsPositiveInfinity(loss) ? 0 : (float)loss;
        });
    }

    public void Backward(Tensor z, CtcTargets targets, Tensor dLosses, Tensor dz)
    {
        (int time, int classes) = (z.Shape[1], z.Shape[2]);
        ThreadTeam.Shared.Run(dLosses.Count, n =>
        {
            int first = n * time * classes, count = targets.InputLengths[n] * classes;
            Span<float> gradient = dz.AsSpan().Slice(first, time * classes);
            gradient[count..].Clear(); // what is behind the input's end has no part in the loss
            using var sample = new Sample(z.Values.Slice(first, count), targets.Labels[n], targets.Blank, classes);
            sample.Gradient(dLosses.Values[n], targets.ZeroInfinity, gradient[..count]);
        });
    }

    private readonly ref struct Sample
    {
        private readonly ReadOnlySpan<float> _z;
        private readonly ReadOnlySpan<int> _text;
        private readonly int _blank;
        private readonly int _classes;
        private readonly int _time;
        private readonly int _places;
        private readonly double[] _logSums;  // log Σ exp z, [time]: log y = z − log Σ exp z
        private readonly double[] _alphas;   // log α, [time, places]

        internal Sample(ReadOnlySpan<float> z, ReadOnlySpan<int> text, int blank, int classes)
        {
            _z = z;
            _text = text;
            (_blank, _classes) = (blank, classes);
            (_time, _places) = (z.Length / classes, 2 * text.Length + 1);
            _logSums = ArrayPool<double>.Shared.Rent(_time);
            _alphas = ArrayPool<double>.Shared.Rent(checked(_time * _places));
            double[] exponentials = ArrayPool<double>.Shared.Rent(classes);
            for (int t = 0; t < _time; t++)
                _logSums[t] = SampleRows.Softmax(z.Slice(t * classes, classes), exponentials.AsSpan(0, classes));
            ArrayPool<double>.Shared.Return(exponentials);
            Alphas();
        }

        public void Dispose()
        {
            ArrayPool<double>.Shared.Return(_logSums);
            ArrayPool<double>.Shared.Return(_alphas);
        }

        internal double Loss()
        {
            if (_time == 0)
                return _text.Length == 0 ? 0 : double.PositiveInfinity;
            int end = _time * _places;
            return -LogSum(_alphas[end - 1], _places > 1 ? _alphas[end - 2] : double.NegativeInfinity, double.NegativeInfinity);
        }

        internal void Gradient(float dLoss, bool zeroInfinity, Span<float> dz)
        {
            double loss = Loss();
            if (zeroInfinity && double.IsPositiveInfinity(loss))
            {
                dz.Clear();
                return;
            }

            double[] rows = ArrayPool<double>.Shared.Rent(2 * (_places + _classes));
            Span<double> beta = rows.AsSpan(0, _places), next = rows.AsSpan(_places, _places);
            Span<double> shares = rows.AsSpan(2 * _places, _classes), y = rows.AsSpan(2 * _places + _classes, _classes);
            for (int t = _time - 1; t >= 0; t--)
            {
                ReadOnlySpan<double> alpha = _alphas.AsSpan(t * _places, _places);
                shares.Clear();
                for (int s = 0; s < _places; s++)
                {
                    // without y[t], which α has already
                    double after = t == _time - 1 ? s >= _places - 2 ? 0 : double.NegativeInfinity : LogSum(
                        next[s],
                        s + 1 < _places ? next[s + 1] : double.NegativeInfinity,
                        s + 2 < _places && Ops.CtcLoss.Skips(_text, s + 2) ? next[s + 2] : double.NegativeInfinity);
                    int k = Ops.CtcLoss.Label(_text, s, _blank);
                    shares[k] += PortableMath.Exp(alpha[s] + after + loss);
                    beta[s] = after + Log(t, k);
                }

                Exponentials.Run(_z.Slice(t * _classes, _classes), _logSums[t], y);
                for (int k = 0; k < _classes; k++)
                    dz[t * _classes + k] = (float)((y[k] - shares[k]) * dLoss);
                Span<double> last = next;
                next = beta;
                beta = last;
            }

            ArrayPool<double>.Shared.Return(rows);
        }

        private void Alphas()
        {
            for (int t = 0; t < _time; t++)
            {
                Span<double> alpha = _alphas.AsSpan(t * _places, _places);
                ReadOnlySpan<double> before = t == 0 ? default : _alphas.AsSpan((t - 1) * _places, _places);
                for (int s = 0; s < _places; s++)
                {
                    double sum = t == 0 ? s <= 1 ? 0 : double.NegativeInfinity : LogSum(
                        before[s],
                        s >= 1 ? before[s - 1] : double.NegativeInfinity,
                        Ops.CtcLoss.Skips(_text, s) ? before[s - 2] : double.NegativeInfinity);
                    alpha[s] = sum + Log(t, Ops.CtcLoss.Label(_text, s, _blank));
                }
            }
        }

        private double Log(int t, int k) => _z[t * _classes + k] - _logSums[t];

        // log(eᵃ + eᵇ + eᶜ)
        private static double LogSum(double a, double b, double c)
        {
            double largest = Math.Max(a, Math.Max(b, c));
            if (double.IsNegativeInfinity(largest))
                return largest;
            return largest + PortableMath.Log(Term(a, largest) + Term(b, largest) + Term(c, largest));
        }

        // Most terms are the largest one, or are not there.
        private static double Term(double a, double largest) =>
            a == largest ? 1 : double.IsNegativeInfinity(a) ? 0 : PortableMath.Exp(a - largest);
    }
}
