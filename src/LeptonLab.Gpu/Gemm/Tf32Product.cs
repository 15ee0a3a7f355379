using ILGPU.Runtime.Cuda;

namespace LeptonLab.Gpu;

/// <summary>
/// A product of matrices by the instruction mma.m16n8k8: a warp multiplies 16 rows of eight terms by eight columns, each thread
/// holding four numbers of a, two of b and four sums (PTX ISA, "Matrix Fragments for mma.m16n8k8"). Four warps below each
/// other compute 64 × 32. See <see cref="TensorCores"/>.
/// </summary>
/// <remarks>
/// The sums are registers of PTX with names of their own, "sum0" to "sum15": an instruction written by hand returns one number
/// at most to C#, and everything else would go through memory.
/// </remarks>
internal struct Tf32Product : IGroupKernel
{
    internal const int TileRows = 64;
    internal const int TileColumns = 32;
    internal const int Threads = 128;

    private const int Depth = 8;

    // From one row of a, or term of b, to the next: no two threads of a warp read from one bank.
    private const int StrideOfA = 12;
    private const int StrideOfB = 40;

    // Rounds six numbers and multiplies.
    private const string Round =
        "{ .reg .b32 t<6>; cvt.rna.tf32.f32 t0, %0; cvt.rna.tf32.f32 t1, %1; cvt.rna.tf32.f32 t2, %2; cvt.rna.tf32.f32 t3, %3; "
        + "cvt.rna.tf32.f32 t4, %4; cvt.rna.tf32.f32 t5, %5; mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 ";

    private const string Factors = ", {t0, t1, t2, t3}, {t4, t5}, ";
    private const string First = "{sum0, sum1, sum2, sum3}";
    private const string Second = "{sum4, sum5, sum6, sum7}";
    private const string Third = "{sum8, sum9, sum10, sum11}";
    private const string Fourth = "{sum12, sum13, sum14, sum15}";

    internal Floats Y;
    internal Floats A;
    internal Floats B;
    internal int Rows;
    internal int Columns;
    internal int Terms;

    internal readonly int TilesAcross => (Columns + TileColumns - 1) / TileColumns;

    public readonly void Run()
    {
        ArrayView<float> a = SharedMemory.Allocate<float>(TileRows * StrideOfA), b = SharedMemory.Allocate<float>(Depth * StrideOfB);
        int firstRow = Grid.IdxX / TilesAcross * TileRows, firstColumn = Grid.IdxX % TilesAcross * TileColumns;
        int lane = Group.IdxX % 32, warpRow = Group.IdxX / 32 * 16, line = lane / 4, pair = lane % 4;
        CudaAsm.Emit(
            ".reg .f32 sum<16>; mov.f32 sum0, 0f00000000; mov.f32 sum1, sum0; mov.f32 sum2, sum0; mov.f32 sum3, sum0; "
            + "mov.f32 sum4, sum0; mov.f32 sum5, sum0; mov.f32 sum6, sum0; mov.f32 sum7, sum0; mov.f32 sum8, sum0; mov.f32 sum9, sum0; "
            + "mov.f32 sum10, sum0; mov.f32 sum11, sum0; mov.f32 sum12, sum0; mov.f32 sum13, sum0; mov.f32 sum14, sum0; mov.f32 sum15, sum0;");
        for (int block = 0; block < Terms; block += Depth)
        {
            for (int i = Group.IdxX; i < TileRows * Depth; i += Threads)
            {
                int row = firstRow + i / Depth, term = block + i % Depth;
                a[i / Depth * StrideOfA + i % Depth] = row < Rows && term < Terms ? A[row * Terms + term] : 0f;
            }

            for (int i = Group.IdxX; i < Depth * TileColumns; i += Threads)
            {
                int term = block + i / TileColumns, column = firstColumn + i % TileColumns;
                b[i / TileColumns * StrideOfB + i % TileColumns] = term < Terms && column < Columns ? B[term * Columns + column] : 0f;
            }

            Group.Barrier();
            int upper = (warpRow + line) * StrideOfA + pair, lower = upper + 8 * StrideOfA, near = pair * StrideOfB + line, far = near + 4 * StrideOfB;
            float a0 = a[upper], a1 = a[lower], a2 = a[upper + 4], a3 = a[lower + 4];
            CudaAsm.Emit(Round + First + Factors + First + "; }", a0, a1, a2, a3, b[near], b[far]);
            CudaAsm.Emit(Round + Second + Factors + Second + "; }", a0, a1, a2, a3, b[near + 8], b[far + 8]);
            CudaAsm.Emit(Round + Third + Factors + Third + "; }", a0, a1, a2, a3, b[near + 16], b[far + 16]);
            CudaAsm.Emit(Round + Fourth + Factors + Fourth + "; }", a0, a1, a2, a3, b[near + 24], b[far + 24]);
            Group.Barrier();
        }

        CudaAsm.Emit("mov.f32 %0, sum0;", out float s0);
        CudaAsm.Emit("mov.f32 %0, sum1;", out float s1);
        CudaAsm.Emit("mov.f32 %0, sum2;", out float s2);
        CudaAsm.Emit("mov.f32 %0, sum3;", out float s3);
        CudaAsm.Emit("mov.f32 %0, sum4;", out float s4);
        CudaAsm.Emit("mov.f32 %0, sum5;", out float s5);
        CudaAsm.Emit("mov.f32 %0, sum6;", out float s6);
        CudaAsm.Emit("mov.f32 %0, sum7;", out float s7);
        CudaAsm.Emit("mov.f32 %0, sum8;", out float s8);
        CudaAsm.Emit("mov.f32 %0, sum9;", out float s9);
        CudaAsm.Emit("mov.f32 %0, sum10;", out float s10);
        CudaAsm.Emit("mov.f32 %0, sum11;", out float s11);
        CudaAsm.Emit("mov.f32 %0, sum12;", out float s12);
        CudaAsm.Emit("mov.f32 %0, sum13;", out float s13);
        CudaAsm.Emit("mov.f32 %0, sum14;", out float s14);
        CudaAsm.Emit("mov.f32 %0, sum15;", out float s15);
        int at = firstRow + warpRow + line, column0 = firstColumn + 2 * pair;
        Store(at, column0, s0, s1, s2, s3);
        Store(at, column0 + 8, s4, s5, s6, s7);
        Store(at, column0 + 16, s8, s9, s10, s11);
        Store(at, column0 + 24, s12, s13, s14, s15);
    }

    // Two neighbours of a row, and two eight rows below.
    private readonly void Store(int row, int column, float x0, float x1, float x2, float x3)
    {
        Store(row, column, x0);
        Store(row, column + 1, x1);
        Store(row + 8, column, x2);
        Store(row + 8, column + 1, x3);
    }

    private readonly void Store(int row, int column, float x)
    {
        if (row < Rows && column < Columns)
            Y[row * Columns + column] = x;
    }
}
