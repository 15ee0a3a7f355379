namespace LeptonLab.Gpu;

/// <summary>
/// A tensor's numbers in a kernel of <see cref="KernelLab"/>, in the order of memory. An index outside is noted and does no
/// harm: what is read there is NaN, what is written there is lost, and the run ends with an error that names it.
/// </summary>
public readonly struct LabView
{
    private readonly Floats _numbers;
    private readonly Ints _notes;
    private readonly int _place;

    internal LabView(Floats numbers, Ints notes, int place) => (_numbers, _notes, _place) = (numbers, notes, place);

    /// <summary>How many numbers there are.</summary>
    public int Length => _numbers.IntLength;

    /// <summary>A number, counted from 0.</summary>
    public float this[int i]
    {
        get
        {
            if (IsInside(i))
                return _numbers[i];
            Note(i);
            return float.NaN;
        }

        set
        {
            if (IsInside(i))
                _numbers[i] = value;
            else
                Note(i);
        }
    }

    private bool IsInside(int i) => i >= 0 && i < _numbers.IntLength;

    // Whichever thread is last: one example is enough.
    private void Note(int i)
    {
        _notes[2 * _place] = 1;
        _notes[2 * _place + 1] = i;
    }

    /// <summary>Room for each tensor's note: whether an index was outside, and which.</summary>
    internal static GpuMemory Notes(Launcher launcher, int tensors) => launcher.Upload(new int[2 * tensors]);

    /// <summary>The first tensor with a note, and the index.</summary>
    internal static (int Place, int Index)? FirstOutside(GpuMemory notes, int tensors)
    {
        var numbers = new float[2 * tensors];
        notes.CopyToHost(numbers);
        int place = Enumerable.Range(0, tensors).FirstOrDefault(place => numbers[2 * place] != 0, -1);
        return place < 0 ? null : (place, BitConverter.SingleToInt32Bits(numbers[2 * place + 1]));
    }
}
