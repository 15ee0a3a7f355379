namespace LeptonLab.Cpu;

/// <summary>The matrices of a product; distances in elements.</summary>
internal unsafe readonly struct GemmOperands
{
    /// <summary>Rows of a and of the result.</summary>
    internal required int Rows { get; init; }

    /// <summary>Columns of b and of the result.</summary>
    internal required int Columns { get; init; }

    /// <summary>Columns of a, rows of b: the terms of each sum.</summary>
    internal required int Terms { get; init; }

    internal required float* A { get; init; }

    /// <summary>From one row of a to the next.</summary>
    internal required nint ARow { get; init; }

    /// <summary>From one column of a to the next.</summary>
    internal required nint AStep { get; init; }

    internal required float* B { get; init; }

    /// <summary>From one row of b to the next.</summary>
    internal required nint BRow { get; init; }

    /// <summary>From one column of b to the next.</summary>
    internal required nint BColumn { get; init; }

    internal required float* C { get; init; }

    /// <summary>From one row of the result to the next; its columns are contiguous.</summary>
    internal required nint CRow { get; init; }

    /// <summary>Whether to add to what the result holds.</summary>
    internal bool Accumulate { get; init; }

    /// <summary>The same product of other matrices, at these distances.</summary>
    internal GemmOperands Moved(nint a, nint b, nint c) => this with { A = A + a, B = B + b, C = C + c };

    /// <summary>One column cᵀ = bᵀ · aᵀ as a row; the result must be contiguous.</summary>
    internal GemmOperands Turned() => this with
    {
        Rows = 1, Columns = Rows,
        A = B, ARow = BColumn, AStep = BRow,
        B = A, BRow = AStep, BColumn = ARow,
        CRow = Rows,
    };
}
