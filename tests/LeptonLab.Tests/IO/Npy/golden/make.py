# Makes the files beside it, as NumPy 1.24.2 did once. Only people who change them need Python.
import numpy as np

# c…: rows first, f…: columns first; 0, 1, 2, 0, 1, 2, … (for b1: False, True, …) as [3, 4].
types = ["b1", "i1", "u1"] + [order + kind for order in "<>" for kind in "i2 i4 i8 u2 u4 u8 f2 f4 f8".split()]
arrays = {}
for type in types:
    numbers = (np.arange(12) % (2 if type == "b1" else 3)).reshape(3, 4).astype(type)
    arrays["c" + type] = numbers
    arrays["f" + type] = np.asfortranarray(numbers)
np.savez_compressed("types.npz", **arrays)

np.savez(
    "shapes.npz",
    images=np.arange(24, dtype="u1").reshape(2, 2, 2, 3),
    labels=np.array([[7], [-1]]),
    scalar=np.float64(0.1),
    empty=np.zeros((0, 3), "f4"),
    vector=np.array([1.5, -2.5], "f4"),
    cube=np.asfortranarray(np.arange(24, dtype="i2").reshape(2, 3, 4)),
)

for version in (1, 2, 3):
    with open(f"version{version}.npy", "wb") as file:
        np.lib.format.write_array(file, np.arange(3, dtype="i4"), version=(version, 0))
