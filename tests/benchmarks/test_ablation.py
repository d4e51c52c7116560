"""A check left out of a reading leaves the verdict that the product gives without that check."""

from benchmarks.ablation import Reader, name, variants
from rag.models import nli
from rag.types import Support
from rag.verification.checks import CHECKS
from rag.verification.verdict import cut, verify

SOURCE = "The ferry from Tallvik carried 41 people on Friday, the harbour master Eva Brekke said."
CLAIMS = [
    "The ferry from Tallvik carried 14 people on Friday.",
    "The ferry from Tallvik carried 41 people on Monday.",
    "The ferry carried 41 people, Liv Dahl said.",
    "Eva Brekke said that the ferry carried 41 people on Friday.",
]


def test_every_variant_gives_what_the_product_gives_with_those_checks() -> None:
    reader = Reader()
    for claim in CLAIMS:
        reading = reader.read(claim, cut([SOURCE]))
        for left_out in (None, *CHECKS):
            some = tuple(check for check in CHECKS if check is not left_out)
            expected = verify(claim, [SOURCE], judge=nli, checks=some)
            assert reading.verdict(frozenset(map(name, some))).supported is expected.supported


def test_a_claim_is_read_once_whatever_is_asked_of_it() -> None:
    reader = Reader()
    assert reader.read(CLAIMS[0], cut([SOURCE])) is reader.read(CLAIMS[0], cut([SOURCE]))


def test_no_two_variants_have_one_title_and_a_number_put_for_another_is_noticed_by_its_check() -> None:
    titles = [variant.title for variant in variants()]
    assert len(set(titles)) == len(titles) == len(CHECKS) + 3
    reading = Reader().read(CLAIMS[0], cut([SOURCE]))
    assert reading.verdict(frozenset({"numbers"})).kind is Support.CONTRADICTED
