"""The first promise, for any text at all: a quotation is a slice of the article, and never holds boilerplate."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import Library
from rag.evaluation.gold import Outcome, Question, report
from rag.ingest import parse_text
from tests.fakes import HashEncoder

ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
PROSE = st.lists(
    st.sampled_from(
        [
            "Anna opened the bridge in Riga on Monday. ",
            "He said: “It is done.” ",
            "İstanbul paid 22,000 euros… ",
            "\n\n",
            "\r\n",
            "You may also like\n",
            "- first,\n- second;\n",
            "Bert listed examples:\n\nthe bridge,\n\nand the harbour.\n\n",
            '"conflict."3_845.jpg\n',
            "😀 e\u0301 \u202e ",
            "# Heading\n",
            "\x00",
        ]
    ),
    max_size=12,
).map("".join)


@given(ANYTHING | PROSE)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_sentence_is_a_slice_in_order_and_none_overlap(text: str) -> None:
    position = 0
    for sentence in parse_text("a.txt", text).sentences:
        assert position <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        position = sentence.end


@given(st.lists(PROSE, min_size=1, max_size=3), st.sampled_from(["Who opened the bridge?", "euros İstanbul", "Bert"]))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_citation_ever_shown_is_a_slice_of_the_stored_article(texts: list[str], question: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "news"
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"{number}.txt").write_text(text, encoding="utf-8", newline="")
        library = Library(Path(place) / "index", encoder=HashEncoder())
        library.update(folder)
        if not library.articles:
            return
        answer = library.ask(question)
        stored = {article.id: article.text for article in library.articles}
        for passage in (*answer.citations, *answer.nearest):
            assert stored[passage.article.id][passage.start : passage.end] == passage.text
            assert (folder.parent / passage.article.id).read_bytes().decode() == passage.article.text
        figures = report([Outcome(Question(question, "any", (), False, ()), answer, 0.0)], library)
        assert figures["broken slices"][0] == figures["noise cited"][0] == 0
        library.close()
