"""Write retriever/reader.safetensors from trained weights: `python -m training.export DIR/reader.npz`.

Matrices are stored as the integers that they are multiplied as: a quarter of the size. Word vectors are left out: the
embedder has them.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from retriever.encoder import Weights, graph_weights, quantised
from retriever.reader import HEADS, READER
from training.cross_encoder import CrossEncoder, load


def exported(reader: CrossEncoder) -> Weights:
    """What `Reader` takes; in rows, since safetensors writes what is turned as it lies in memory."""
    said = {name.removeprefix("bert."): values.detach().numpy() for name, values in reader.state_dict().items()}
    weights = quantised(graph_weights(said)) | {name: said[name] for name in HEADS}
    return {name: np.ascontiguousarray(values) for name, values in weights.items()}


def main() -> int:
    """Write the file and say what it is."""
    parser = argparse.ArgumentParser(prog="python -m training.export")
    parser.add_argument("weights", type=Path, nargs="+", metavar="WEIGHTS.npz", help="from training.reader")
    parser.add_argument("--out", type=Path, default=READER, metavar="FILE")
    options = parser.parse_args()
    content = save(dict(exported(load(options.weights))))
    options.out.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    print(
        f"{options.out}: {len(content) / 1e6:.1f} MB, sha256 {sha256}; put it into retriever/reader.py", file=sys.stderr
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
