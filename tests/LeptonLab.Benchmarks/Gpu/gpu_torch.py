"""Measures in PyTorch what `LeptonLab.Benchmarks gpu --json ours.json` measures, and puts both side by side.

    python3 gpu_torch.py ours.json [--tiny] [--device cuda]
"""
import argparse
import json
import time

import torch
from torch import nn


def measure(run, device, seconds=2.0):
    def wait():
        if device == "cuda":
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


def reference_cnn(size):
    side, layers, channels = size, [], 3
    for out in (32, 64, 128):
        layers += [nn.Conv2d(channels, out, 3), nn.ReLU(), nn.MaxPool2d(2)]
        side, channels = (side - 2) // 2, out
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(side * side * channels, 10))


def races(device, tiny):
    size, matrix = (24, 64) if tiny else (256, 4096)
    for batch in (1, 2) if tiny else (32, 256):
        images = torch.rand(batch, 3, size, size, device=device).mul_(0.2).sub_(0.1)
        labels = torch.arange(batch, device=device) % 10
        model = reference_cnn(size).to(device)
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)

        def train():
            optimizer.zero_grad(set_to_none=True)
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()

        @torch.no_grad()
        def infer():
            model(images)

        yield f"training, batch {batch}", measure(train, device)
        yield f"inference, batch {batch}", measure(infer, device)
        del model, optimizer, images

    with torch.no_grad():
        a, b = torch.rand(2, matrix, matrix, device=device)
        yield f"matmul {matrix}", measure(lambda: a @ b, device)
        for side, inputs, outputs in ((8, 3, 8),) if tiny else ((254, 3, 32), (127, 32, 64), (62, 64, 128)):
            x = torch.rand(1 if tiny else 32, inputs, side + 2, side + 2, device=device)
            conv = nn.Conv2d(inputs, outputs, 3, bias=False).to(device)
            yield f"conv 3x3 {inputs}-{outputs}, {side}", measure(lambda: conv(x), device)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("ours", nargs="?", help="what LeptonLab.Benchmarks gpu --json wrote")
    arguments.add_argument("--device", default="cuda")
    arguments.add_argument("--tiny", action="store_true")
    given = arguments.parse_args()
    ours = {}
    if given.ours:
        with open(given.ours, encoding="utf-8") as file:
            ours = {race["Name"]: race["Milliseconds"] for race in json.load(file)["Races"]}

    theirs = []
    for tf32 in (False, True):
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
        theirs.append(dict(races(given.device, given.tiny)))
    print(f"PyTorch {torch.__version__}; milliseconds; the ratio is PyTorch without TF32 to ours")
    print(f"{'':32}{'ours':>10}{'fp32':>10}{'TF32':>10}{'ratio':>8}")
    for name, exact in theirs[0].items():
        mine = ours.get(name)
        own, ratio = (f"{mine:.3f}", f"{exact / mine:.2f}") if mine else ("-", "-")
        print(f"{name:32}{own:>10}{exact:>10.3f}{theirs[1][name]:>10.3f}{ratio:>8}")


if __name__ == "__main__":
    main()
