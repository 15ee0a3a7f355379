"""Measures in PyTorch what `LeptonLab.Benchmarks gpu --json ours.json` measured, and puts both side by side.

    python3 gpu_torch.py ours.json [--json theirs.json] [--only NAME] [--tiny] [--device cuda]

Both compute on the same numbers, a hash of their places. What PyTorch computes is compared with ours before it is timed: where they
differ there is no ratio, and the exit code is 1. PyTorch runs eagerly, with cuDNN choosing its fastest algorithms, in both of its
layouts; the faster one counts.
"""
import argparse
import json
import math
import sys
import time

import torch
from torch import nn

LAYOUTS = {"NCHW": torch.contiguous_format, "NHWC": torch.channels_last}
TOLERANCE = 1e-3  # relative to the largest number


def draw(shape, stream, bound, device):
    """GpuNumbers.Draw: uniform in [-bound, bound)."""
    def times(x, factor):  # modulo 2^32, in 64 bits
        return (x * (factor & 0xFFFF) + ((x * (factor >> 16) & 0xFFFF) << 16)) & 0xFFFFFFFF

    x = torch.arange(math.prod(shape), dtype=torch.int64, device=device).add_(1_000_003 * stream)
    x = times(x ^ (x >> 16), 0x85EBCA6B)
    x = times(x ^ (x >> 13), 0xC2B2AE35)
    x = x ^ (x >> 16)
    return ((x.double() / 2**32 * 2 - 1) * bound).float().reshape(shape)


def draw_images(shape, device, layout):
    return draw(shape, 1, 1, device).permute(0, 3, 1, 2).contiguous(memory_format=layout)


def some(result):
    """GpuNumbers.Some: sixteen numbers, evenly spread over the memory; images have their channels last there."""
    numbers = (result.permute(0, 2, 3, 1) if result.dim() == 4 else result).flatten()
    return [numbers[i * numbers.numel() // 16].item() for i in range(16)]


def reference_cnn(size, device, layout):
    """The reference model with GpuCase's weights, from [height, width, in, out] and [height * width * in, out]."""
    layers, side, inputs, stream = [], size, 3, 10
    for outputs in (32, 64, 128):
        conv = nn.Conv2d(inputs, outputs, 3)
        weight = draw((3, 3, inputs, outputs), stream, math.sqrt(6 / (9 * inputs)), device).permute(3, 2, 0, 1)
        layers += [with_weight(conv, weight), nn.ReLU(), nn.MaxPool2d(2)]
        side, inputs, stream = (side - 2) // 2, outputs, stream + 2
    features = side * side * inputs
    weight = draw((side, side, inputs, 10), stream, math.sqrt(6 / features), device).permute(3, 2, 0, 1).reshape(10, features)
    layers += [nn.Flatten(), with_weight(nn.Linear(features, 10, device=device), weight)]
    return nn.Sequential(*layers).to(device).to(memory_format=layout)


def with_weight(layer, weight):
    layer.weight = nn.Parameter(weight.contiguous())
    nn.init.zeros_(layer.bias)
    return layer


def training(device, layout, size, batch):
    images = draw_images((batch, size, size, 3), device, layout)
    labels = torch.arange(batch, device=device) % 10
    model = reference_cnn(size, device, layout)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        return loss

    return step, lambda: [step().item() for _ in range(3)]


def inference(device, layout, size, batch):
    images, model = draw_images((batch, size, size, 3), device, layout), reference_cnn(size, device, layout).eval()
    return without_gradient(lambda: model(images))


def product(device, _, size):
    a, b = draw((size, size), 1, 1, device), draw((size, size), 2, 1, device)
    return without_gradient(lambda: a @ b)


def convolution(device, layout, batch, size, inputs, outputs):
    images = draw_images((batch, size + 2, size + 2, inputs), device, layout)
    weight = draw((3, 3, inputs, outputs), 2, 1, device).permute(3, 2, 0, 1).contiguous(memory_format=layout)
    return without_gradient(lambda: nn.functional.conv2d(images, weight))


def without_gradient(compute):
    compute = torch.no_grad()(compute)
    return compute, lambda: some(compute())


def cases(tiny):
    size, matrix = (24, 64) if tiny else (256, 4096)
    for batch in (1, 2) if tiny else (32, 256):
        yield f"training, batch {batch}", training, (size, batch)
        yield f"inference, batch {batch}", inference, (size, batch)
    yield f"matmul {matrix}", product, (matrix,)
    for side, inputs, outputs in ((8, 3, 8),) if tiny else ((254, 3, 32), (127, 32, 64), (62, 64, 128)):
        yield f"conv 3x3 {inputs}-{outputs}, {side}", convolution, (1 if tiny else 32, side, inputs, outputs)


def measure(run, device, seconds=2.0):
    def wait():
        if device.startswith("cuda"):
            torch.cuda.synchronize()

    for _ in range(3):
        run()
    wait()
    shortest, begin, runs = float("inf"), time.perf_counter(), 0
    while runs < 3 or (runs < 200 and time.perf_counter() - begin < seconds):
        start = time.perf_counter()
        run()
        wait()
        shortest = min(shortest, time.perf_counter() - start)
        runs += 1
    return shortest * 1000


def difference(ours, theirs):
    ours = [float(number) for number in ours]  # "NaN" is a text in JSON
    largest = max(max(map(abs, ours)), 1e-30)
    return max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) / largest


def race(make, sizes, device, ours):
    """Without TF32 and with it: the faster layout's time, and how far its result is from ours without TF32."""
    row = {}
    for name, tf32 in (("fp32", False), ("tf32", True)):
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
        for layout, memory_format in LAYOUTS.items():
            if device.startswith("cuda"):
                torch.cuda.empty_cache()
                torch.cuda.reset_peak_memory_stats()
            run, result = make(device, memory_format, *sizes)
            apart = difference(ours["result"], result()) if ours else None
            taken = measure(run, device)
            if name not in row or taken < row[name]["milliseconds"]:
                memory = torch.cuda.max_memory_reserved() if device.startswith("cuda") else None
                row[name] = {"milliseconds": taken, "layout": layout, "memoryBytes": memory, "difference": apart}
            del run, result
    return row


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("ours", nargs="?", help="what LeptonLab.Benchmarks gpu --json wrote")
    arguments.add_argument("--json", help="writes the results to a file")
    arguments.add_argument("--only", default="", help="only cases with this in their names")
    arguments.add_argument("--device", default="cuda")
    arguments.add_argument("--tiny", action="store_true")
    given = arguments.parse_args()
    ours = {}
    if given.ours:
        with open(given.ours, encoding="utf-8") as file:
            ours = {race["name"]: race for race in json.load(file)["races"] if race["error"] is None}

    torch.backends.cudnn.benchmark = True
    where = torch.cuda.get_device_name() if given.device.startswith("cuda") else given.device
    print(f"PyTorch {torch.__version__} on {where}; milliseconds; ratio: PyTorch's time without TF32 to ours, above 1 where ours is shorter")
    print(f"{'':28}{'ours':>10}{'fp32':>10}{'':6}{'TF32':>10}{'':6}{'ratio':>8}{'GiB':>8}{'PyTorch':>9}", flush=True)
    wrong, rows = False, {}
    for name, make, sizes in cases(given.tiny):
        if given.only.lower() not in name.lower():
            continue
        own = ours.get(name)
        rows[name] = row = race(make, sizes, given.device, own)
        exact, tf32 = row["fp32"], row["tf32"]
        line = f"{name:28}{number(own and own['milliseconds'], 3):>10}"
        line += f"{number(exact['milliseconds'], 3):>10} {exact['layout']:5}{number(tf32['milliseconds'], 3):>10} {tf32['layout']:5}"
        if own and not exact["difference"] <= TOLERANCE:
            wrong = True
            line += f"  the results differ by {exact['difference']:.1e}: no ratio"
        else:
            line += f"{number(own and exact['milliseconds'] / own['milliseconds'], 2):>8}"
            line += f"{number(own and gibibytes(own['memoryBytes']), 2):>8}{number(gibibytes(exact['memoryBytes']), 2):>9}"
        print(line, flush=True)

    if given.json:
        with open(given.json, "w", encoding="utf-8") as file:
            json.dump({"pytorch": torch.__version__, "device": where, "races": rows}, file, indent=2)
    return 1 if wrong else 0


def gibibytes(memory):
    return memory and memory / 2**30


def number(value, digits):
    return "-" if value is None else f"{value:.{digits}f}"


if __name__ == "__main__":
    sys.exit(main())
