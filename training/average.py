"""Average the weights of two readers that were trained further from the same ones ("model soup", Wortsman et al. 2022).

    python -m training.average ONE OTHER SHARE OUTPUT

Writes SHARE of ONE and the rest of OTHER as one file of weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from safetensors.torch import load_file, save_file
from torch import Tensor


def averaged(one: Mapping[str, Tensor], other: Mapping[str, Tensor], share: float) -> dict[str, Tensor]:
    """`share` of one and the rest of the other, in float16. Raises `ValueError` where their shapes differ."""
    if {name: value.shape for name, value in one.items()} != {name: value.shape for name, value in other.items()}:
        raise ValueError("these are weights of two different networks")
    return {
        name: (share * value.float() + (1 - share) * other[name].float()).half().contiguous()
        for name, value in one.items()
    }


def main() -> None:
    """Read both, write the average."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("share", type=float)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    save_file(averaged(load_file(options.one), load_file(options.other), options.share), options.output)


if __name__ == "__main__":
    main()
