namespace LeptonLab.Gpu;

/// <summary>A function of two tensors that may be broadcast, element by element.</summary>
internal static class Pair
{
    internal static void Forward<TPairing>(Launcher launcher, Tensor a, Tensor b, Tensor y, Ops.BroadcastGeometry geometry, TPairing pairing = default)
        where TPairing : struct, IPairing => launcher.ForEach(
            y.Count,
            new ForwardKernel<TPairing>
            {
                Y = y.Write(),
                A = a.Read(),
                B = b.Read(),
                Geometry = Broadcast.Of(geometry),
                Pairing = pairing,
            });

    /// <summary>Writes ∂L/∂a and ∂L/∂b, those that are not null; a and b are read if the function's derivatives need them.</summary>
    internal static void Backward<TPairing>(
        Launcher launcher, Tensor? a, Tensor? b, Tensor dy, Tensor? da, Tensor? db, Ops.BroadcastGeometry geometry)
        where TPairing : struct, IPairing
    {
        Broadcast broadcast = Broadcast.Of(geometry);
        Floats Values(Tensor? tensor) => (tensor ?? dy).Read();
        if (da is not null)
        {
            Fold.Run(launcher, da, Folding.Of(geometry, 0), () => new GradientOfA<TPairing>
            {
                DY = dy.Read(),
                A = Values(a),
                B = Values(b),
                Geometry = broadcast,
                Reads = a is not null,
            });
        }

        if (db is not null)
        {
            Fold.Run(launcher, db, Folding.Of(geometry, 1), () => new GradientOfB<TPairing>
            {
                DY = dy.Read(),
                A = Values(a),
                B = Values(b),
                Geometry = broadcast,
                Reads = a is not null,
            });
        }
    }

    internal struct ForwardKernel<TPairing> : IThreadKernel
        where TPairing : struct, IPairing
    {
        internal Floats Y;
        internal Floats A;
        internal Floats B;
        internal Broadcast Geometry;
        internal TPairing Pairing;

        public readonly void Run(int i) => Y[i] = Pairing.Value(A[Geometry.First(i)], B[Geometry.Second(i)]);
    }

    internal struct GradientOfA<TPairing> : ISource
        where TPairing : struct, IPairing
    {
        internal Floats DY;
        internal Floats A;
        internal Floats B;
        internal Broadcast Geometry;
        internal Flag Reads;

        public readonly float Value(int element) => Reads
            ? default(TPairing).GradientOfA(A[Geometry.First(element)], B[Geometry.Second(element)], DY[element])
            : default(TPairing).GradientOfA(0f, 0f, DY[element]);
    }

    internal struct GradientOfB<TPairing> : ISource
        where TPairing : struct, IPairing
    {
        internal Floats DY;
        internal Floats A;
        internal Floats B;
        internal Broadcast Geometry;
        internal Flag Reads;

        public readonly float Value(int element) => Reads
            ? default(TPairing).GradientOfB(A[Geometry.First(element)], B[Geometry.Second(element)], DY[element])
            : default(TPairing).GradientOfB(0f, 0f, DY[element]);
    }
}
