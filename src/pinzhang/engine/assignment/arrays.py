"""The kinds of arrays that the assignment works on."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

CHUNK = 4_000_000
"""Cells of a dense table looked at in one go, which bounds the memory of every pass."""
