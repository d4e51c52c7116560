"""Averaging the weights of two networks."""

from __future__ import annotations

import pytest
import torch

from training.average import averaged


def test_each_weight_is_so_much_of_one_and_the_rest_of_the_other() -> None:
    found = averaged({"a": torch.tensor([1.0, 2.0])}, {"a": torch.tensor([3.0, -2.0])}, 0.75)
    assert found["a"].dtype == torch.float16
    assert found["a"].tolist() == [1.5, 1.0]


@pytest.mark.parametrize("other", [{"b": torch.zeros(2)}, {"a": torch.zeros(3)}, {}])
def test_weights_of_another_network_are_refused(other: dict[str, torch.Tensor]) -> None:
    with pytest.raises(ValueError, match="two different networks"):
        averaged({"a": torch.zeros(2)}, other, 0.5)
