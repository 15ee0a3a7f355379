namespace LeptonLab.Data;

/// <summary>The README.md beside the files of fashion-mnist-mini.</summary>
internal static class FashionMnistReadme
{
    internal static string Text(DataCard card) => $"""
        # fashion-mnist-mini

        {card.Samples["train"]:N0} training and {card.Samples["test"]:N0} test pictures of clothes, grey, 28 × 28
        pixels, the same number of each of the 10 classes ({FashionMnistMini.TrainPerClass} and {FashionMnistMini.TestPerClass}):
        {string.Join(", ", card.Classes)}.

        - **Origin**: Fashion-MNIST by Zalando Research. Han Xiao, Kashif Rasul, Roland Vollgraf: *Fashion-MNIST: a Novel Image
          Dataset for Benchmarking Machine Learning Algorithms*, arXiv:1708.07747, 2017. Taken from Debian's package
          `dataset-fashion-mnist`.
        - **Drawn by** `lepton data make fashion-mnist-mini --from /usr/share/datasets/fashion-mnist --out DIR`, seed {card.Made!.Seed}:
          for each class, the indices of its pictures in the order of the original file are shuffled by
          `RandomStream(seed, stream: class)` (test: `10 + class`), the first {FashionMnistMini.TrainPerClass} ({FashionMnistMini.TestPerClass})
          are taken and put back into the order of the file.
        - **Format**: IDX packed with gzip, under the names of the original files.
        - **Not for** comparing with published results: those use all 60 000 + 10 000 pictures.

        | file | SHA-256 |
        | --- | --- |
        {string.Join("\n", card.Files!.Select(file => $"| `{file.Key}` | `{file.Value.Sha256}` |"))}

        `lepton data verify fashion-mnist-mini` compares them. `card.json` has the hashes of the unpacked contents too.

        ## Licence of the pictures

        The MIT License (MIT)

        Copyright © 2017 Zalando SE, https://tech.zalando.com

        Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
        documentation files (the “Software”), to deal in the Software without restriction, including without limitation the
        rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
        persons to whom the Software is furnished to do so, subject to the following conditions:

        The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
        Software.

        THE SOFTWARE IS PROVIDED “AS IS”, WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
        WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
        COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
        OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

        """;
}
