using LeptonLab.IO;
using LeptonLab.Tests.Data;

namespace LeptonLab.Tests.IO.Fuzz;

/// <summary>Every reader of files from elsewhere against files that were cut off, damaged, or made to mislead.</summary>
public sealed class FormatFuzzTests
{
    [Fact]
    public void Safetensors_files()
    {
        var fuzz = new ReaderFuzz(bytes =>
        {
            using var file = SafetensorsFile.Decode(bytes, "fuzz.safetensors");
            foreach (SafetensorsEntry entry in file.Entries)
                file.Read(entry.Name);
        });
        fuzz.Truncate(GoodFiles.Safetensors());
        fuzz.Damage([GoodFiles.Safetensors()], 3000, Mutations.Bytes, Mutations.Garbage, GoodFiles.SafetensorsHeader, GoodFiles.SafetensorsHeader);
    }

    [Fact]
    public void Npy_files()
    {
        var fuzz = new ReaderFuzz(bytes => NpyFile.Decode(bytes, "fuzz.npy").ToTensor());
        byte[][] files = [GoodFiles.Npy(), GoodFiles.Npy(">f4", fortranOrder: true), GoodFiles.Npy("|b1")];
        fuzz.Truncate(files[0]);
        fuzz.Damage(files, 3000, Mutations.Bytes, Mutations.Garbage, GoodFiles.NpyHeader, GoodFiles.NpyHeader);
    }

    [Fact]
    public void Npz_files()
    {
        var fuzz = new ReaderFuzz(bytes =>
        {
            using var file = NpzFile.Decode(bytes, "fuzz.npz");
            foreach (string name in file.Names)
                file.Read(name).ToTensor();
        });
        byte[] array = GoodFiles.Npy();
        byte[] Inside(byte[] file, Random random) => GoodFiles.Npz(
            random.Next(2) == 0,
            random.Next(2) == 0 ? Mutations.Bytes(array, random) : GoodFiles.NpyHeader(array, random),
            array);
        byte[][] files = [GoodFiles.Npz(true, array, array), GoodFiles.Npz(false, array), File.ReadAllBytes(Npy.NpyTests.Golden("shapes.npz"))];
        fuzz.Truncate(files[0]);
        fuzz.Damage(files, 3000, Mutations.Bytes, Mutations.Bytes, Mutations.Garbage, Inside);
    }

    [Fact]
    public void TensorBoard_files()
    {
        var fuzz = new ReaderFuzz(bytes =>
        {
            foreach (TensorBoardValue value in TensorBoardReader.Decode(bytes, "fuzz"))
            {
                if (value is TensorBoardImage image)
                    ImageFile.Decode(image.Encoded, "fuzz");
            }
        });
        byte[][] events = GoodFiles.Events();
        byte[] Inside(byte[] file, Random random) =>
            GoodFiles.Records(events[0], Mutations.Bytes(events[random.Next(events.Length)], random), events[1]);
        byte[] file = GoodFiles.Records(events);
        fuzz.Truncate(file);
        fuzz.Damage([file], 3000, Mutations.Bytes, Mutations.Garbage, Inside, Inside);
    }

    [Fact]
    public void Idx_files()
    {
        var fuzz = new ReaderFuzz(bytes =>
        {
            IdxArray array = IdxFile.Decode(bytes, "fuzz.idx");
            for (int i = 0; i < array.Count; i++)
                _ = array[i];
        });
        byte[][] files = [GoodFiles.Idx(packed: false), GoodFiles.Idx(packed: true)];
        foreach (byte[] file in files)
            fuzz.Truncate(file);
        fuzz.Damage(files, 3000, Mutations.Bytes, Mutations.Garbage, (_, random) => GoodFiles.Gzip(Mutations.Bytes(files[0], random)));
    }

    [Fact]
    public void Png_files()
    {
        // A bit a pixel, well packed, becomes four bytes: 1 032 · 8 · 4 for one of the file.
        var fuzz = new ReaderFuzz(bytes => ImageFile.Decode(bytes, "fuzz.png"), bytesPerByte: 40_000);
        byte[][] files =
        [
            PngWriter.Encode(Pictures.Random(5, 4, 3, seed: 1)),
            PngWriter.Encode(Pictures.Random(3, 4, 4, seed: 1)),
            GoodFiles.Png(depth: 1, color: 0, interlaced: false),
            GoodFiles.Png(depth: 4, color: 3, interlaced: true),
            GoodFiles.Png(depth: 16, color: 2, interlaced: true),
            GoodFiles.Png(depth: 8, color: 4, interlaced: false),
        ];
        foreach (byte[] file in files)
            fuzz.Truncate(file);
        fuzz.Damage(files, 3000, Mutations.Bytes, Mutations.Garbage, GoodFiles.PngChunks, GoodFiles.PngChunks);
    }
}
