using LeptonLab.Ops;

namespace LeptonLab;

// Arithmetic element by element; shapes as in BroadcastGeometry. All but the comparisons are differentiable.
public sealed partial class Tensor
{
    /// <summary>a + b, see <see cref="Ops.Add"/>.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => Add.Apply(a, b);

    /// <summary>a + b.</summary>
    public static Tensor operator +(Tensor a, float b) => Add.Apply(a, Scalar(b, a));

    /// <summary>a + b.</summary>
    public static Tensor operator +(float a, Tensor b) => Add.Apply(Scalar(a, b), b);

    /// <summary>a − b, see <see cref="Ops.Subtract"/>.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => Subtract.Apply(a, b);

    /// <summary>a − b.</summary>
    public static Tensor operator -(Tensor a, float b) => Subtract.Apply(a, Scalar(b, a));

    /// <summary>a − b.</summary>
    public static Tensor operator -(float a, Tensor b) => Subtract.Apply(Scalar(a, b), b);

    /// <summary>−x.</summary>
    public static Tensor operator -(Tensor x) => Multiply.Apply(x, Scalar(-1, x));

    /// <summary>a · b, element by element, see <see cref="Ops.Multiply"/>; the matrix product is <see cref="MatMul"/>.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => Multiply.Apply(a, b);

    /// <summary>a · b.</summary>
    public static Tensor operator *(Tensor a, float b) => Multiply.Apply(a, Scalar(b, a));

    /// <summary>a · b.</summary>
    public static Tensor operator *(float a, Tensor b) => Multiply.Apply(Scalar(a, b), b);

    /// <summary>a / b, see <see cref="Ops.Divide"/>.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => Divide.Apply(a, b);

    /// <summary>a / b.</summary>
    public static Tensor operator /(Tensor a, float b) => Divide.Apply(a, Scalar(b, a));

    /// <summary>a / b.</summary>
    public static Tensor operator /(float a, Tensor b) => Divide.Apply(Scalar(a, b), b);

    /// <summary>The mask of a &gt; b, see <see cref="Compare"/>.</summary>
    public static Tensor operator >(Tensor a, Tensor b) => Compare.Apply(a, b, Comparison.Greater);

    /// <summary>The mask of a &lt; b.</summary>
    public static Tensor operator <(Tensor a, Tensor b) => Compare.Apply(b, a, Comparison.Greater);

    /// <summary>The mask of a ≥ b.</summary>
    public static Tensor operator >=(Tensor a, Tensor b) => Compare.Apply(a, b, Comparison.GreaterOrEqual);

    /// <summary>The mask of a ≤ b.</summary>
    public static Tensor operator <=(Tensor a, Tensor b) => Compare.Apply(b, a, Comparison.GreaterOrEqual);

    /// <summary>The mask of a &gt; b.</summary>
    public static Tensor operator >(Tensor a, float b) => a > Scalar(b, a);

    /// <summary>The mask of a &lt; b.</summary>
    public static Tensor operator <(Tensor a, float b) => a < Scalar(b, a);

    /// <summary>The mask of a ≥ b.</summary>
    public static Tensor operator >=(Tensor a, float b) => a >= Scalar(b, a);

    /// <summary>The mask of a ≤ b.</summary>
    public static Tensor operator <=(Tensor a, float b) => a <= Scalar(b, a);

    /// <summary>The mask of where two tensors are equal. (== asks whether they are one and the same tensor.)</summary>
    public Tensor EqualTo(Tensor other) => Compare.Apply(this, other, Comparison.Equal);

    /// <summary>The mask of where the elements equal a number.</summary>
    public Tensor EqualTo(float value) => EqualTo(Scalar(value, this));

    /// <summary>The larger of each pair, see <see cref="Ops.Maximum"/>.</summary>
    public static Tensor Maximum(Tensor a, Tensor b) => Ops.Maximum.Apply(a, b);

    /// <summary>The smaller of each pair, see <see cref="Ops.Minimum"/>.</summary>
    public static Tensor Minimum(Tensor a, Tensor b) => Ops.Minimum.Apply(a, b);

    /// <summary>a where the mask is not 0, b elsewhere, see <see cref="Ops.Where"/>.</summary>
    public static Tensor Where(Tensor mask, Tensor a, Tensor b) => Ops.Where.Apply(mask, a, b);

    /// <summary>The elements where the mask is not 0, a number elsewhere: <c>scores.Where(mask, float.NegativeInfinity)</c>.</summary>
    public Tensor Where(Tensor mask, float otherwise) => Ops.Where.Apply(mask, this, Scalar(otherwise, this));

    /// <summary>eˣ, see <see cref="Ops.Exp"/>.</summary>
    public Tensor Exp() => Ops.Exp.Apply(this);

    /// <summary>ln x, see <see cref="Ops.Log"/>.</summary>
    public Tensor Log() => Ops.Log.Apply(this);

    /// <summary>√x, see <see cref="Ops.Sqrt"/>.</summary>
    public Tensor Sqrt() => Ops.Sqrt.Apply(this);

    /// <summary>|x|, see <see cref="Ops.Abs"/>.</summary>
    public Tensor Abs() => Ops.Abs.Apply(this);

    /// <summary>xᵖ, see <see cref="Ops.Pow"/>.</summary>
    public Tensor Pow(float exponent) => Ops.Pow.Apply(this, exponent);

    /// <summary>The nearest numbers within bounds, see <see cref="Ops.Clamp"/>.</summary>
    /// <exception cref="ArgumentException">The bounds are the wrong way round, or NaN.</exception>
    public Tensor Clamp(float low = float.NegativeInfinity, float high = float.PositiveInfinity) =>
        Ops.Clamp.Apply(this, low, high);

    private static Tensor Scalar(float value, Tensor companion)
    {
        var scalar = new Tensor([], companion.Device);
        scalar.AsSpan()[0] = value;
        return scalar;
    }
}
