"""Overviews and timelines over small collections that are written here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag import Answer, Article, Library, Passage, QuestionKind, Turn
from rag.answering.overview import ALIKE, MOST, chosen, tell
from rag.answering.timeline import Calendar, clock, told_date
from tests.answering.toy import article, retrieve

ARTICLES = {
    "wire.md": """---
title: Ferry Alma runs aground off Skarholm
publisher: Coastal Wire
date: 2024-03-05
---

The ferry Alma ran aground off Skarholm on 4 March 2024 with 212 people on board. Rescue boats took everybody ashore
within three hours, the coast guard said. The ferry company opened an inquiry on 5 March 2024.
""",
    "paper.md": """---
title: Captain of the Alma suspended
publisher: Skarholm Post
date: 2024-03-20
---

The captain of the ferry Alma was suspended on 19 March 2024 after the inquiry found that he had left the bridge. The
ferry Alma, with 212 people on board, had run aground off Skarholm on 4 March 2024. “I was gone for two minutes,” he
told this newspaper. Who can blame him?
""",
    "column.md": """---
title: Steel and fog
publisher: The Lantern
author: Rut Hald
date: 2024-04-02
---

I have sailed past Skarholm all my life. On 1 April 2024 the government promised new lights for the strait. My
neighbour paints boats.
""",
}


def places(answer: Answer, *parts: str) -> list[int]:
    """Where in the answer the statements with these words stand."""
    texts = [" ".join(statement.text.split()) for statement in answer.statements]
    return [next(i for i, text in enumerate(texts) if part in text) for part in parts]


def test_an_overview_begins_no_sentence_with_whom_only_its_article_knows(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "mayor.txt").write_text(
        "Mayor Ada Brink opened the bridge at Lund on Monday. She also promised a second bridge by 2027.", "utf-8"
    )
    library = Library(tmp_path / "index")
    library.update(folder)
    texts = [statement.text for statement in library.ask("Summarise the articles.").statements]
    library.close()
    assert texts == ["Mayor Ada Brink opened the bridge at Lund on Monday."]


def test_a_timeline_is_in_the_order_of_the_events(library: Library) -> None:
    answer = library.ask("Please give me a timeline of the events.")
    order = places(answer, "4 March 2024", "opened an inquiry", "was suspended", "promised new lights")
    assert order == sorted(order)


def test_any_question_is_answered_as_the_kind_that_is_chosen(library: Library) -> None:
    question = "Who was on board of the ferry Alma?"
    assert library.ask(question).kind is QuestionKind.FACT
    told = library.ask(question, kind="timeline")
    assert told.kind is QuestionKind.TIMELINE
    dates = [statement.when for statement in told.statements if statement.when]
    assert len(dates) > 2
    assert dates == sorted(dates)
    assert dates[0] == "2024-03-04"
    with pytest.raises(ValueError, match="no kind of question 'poem'; there are fact, said"):
        library.ask(question, kind="poem")


@pytest.mark.parametrize(
    "question", ["What happened to the ferry Alma?", "Summarise the articles.", "Who is on board?"]
)
def test_more_is_never_what_was_told(library: Library, question: str) -> None:
    history: list[Turn] = [Turn(question, library.ask(question).text)]
    for more in ("Tell me more.", "What else?", "And the others?"):
        answer = library.ask(more, history)
        for statement in answer.statements:
            assert not any(statement.text in turn.answer for turn in history)
        history.append(Turn(more, answer.text))
    assert history[0].answer


def test_what_two_articles_tell_alike_is_told_once(library: Library) -> None:
    answer = library.ask("Please give me a timeline of the events.")
    assert sum("212 people" in statement.text for statement in answer.statements) == 1


def test_an_overview_leaves_questions_and_asides_for_last(library: Library) -> None:
    answer = library.ask("Summarise the articles.")
    assert answer.answered
    assert places(answer, "ran aground")
    assert not answer.doubtful


def test_an_overview_of_one_outlet_cites_it_alone(library: Library) -> None:
    answer = library.ask("Give me a summary of the Skarholm Post article.")
    assert {passage.article.publisher for passage in answer.citations} == {"Skarholm Post"}


@pytest.mark.parametrize("question", ["Summarise the Battle of Hastings.", "Timeline of the Apollo programme please"])
def test_a_story_that_no_article_tells_is_not_told(library: Library, question: str) -> None:
    assert not library.ask(question).answered


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Two articles on a bridge; Otto Lind is named in two sentences of them."""
    folder = tmp_path_factory.mktemp("people")
    texts = {
        "a-bridge.txt": "Mayor Ada Brink opened the bridge at Lund on 3 May 2023. It cost nine million crowns. "
        "The engineer Otto Lind resigned on 9 May 2023 over cracks in a pillar.",
        "an-inquiry.txt": "An inquiry into the bridge at Lund began on 2 June 2023. Mr Lind told it that he had warned "
        "the town twice. The council denied that anybody had been warned.",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    with closing(Library(tmp_path_factory.mktemp("index") / "people")) as library:
        library.update(folder)
        yield library


@pytest.mark.parametrize(
    "question",
    [
        "Tell me everything about Otto Lind.",
        "Summarise what happened to Lind",
        "Give me a timeline of Otto Lind",
        "What do the articles say about Lind?",
    ],
)
def test_a_story_of_one_person_is_told_by_what_names_them(people: Library, question: str) -> None:
    answer = people.ask(question)
    assert [passage.text.split()[-1] for passage in answer.citations] == ["pillar.", "twice."]
    assert answer.note.startswith("From 2 articles")


@pytest.mark.parametrize("question", ["Tell me everything about Marta Holm.", "What do the articles say about Holm?"])
def test_of_somebody_whom_nobody_names_nothing_is_told(people: Library, question: str) -> None:
    answer = people.ask(question)
    assert not answer.answered
    assert "Holm" in answer.explanation


def test_every_statement_is_a_slice_and_the_same_question_gives_the_same_bytes(library: Library) -> None:
    first, again = (library.ask("Give me an overview.") for _ in range(2))
    assert first.to_dict() == again.to_dict()
    for passage in first.citations:
        assert passage.article.text[passage.start : passage.end] == passage.text


def test_the_most_salient_come_first_and_none_is_like_another() -> None:
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(40, 8)).astype(np.float32)
    vectors = np.concatenate([vectors, vectors])  # everything twice
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = rng.normal(size=80)
    taken = chosen(vectors @ vectors.T, scores)
    assert taken[0] == int(scores.argmax())
    assert len(taken) <= MOST
    alike = vectors[taken] @ vectors[taken].T - np.eye(len(taken))
    assert float(alike.max()) < ALIKE
    by_hand: list[int] = []
    for i in sorted(range(80), key=lambda i: -scores[i]):
        if len(by_hand) < MOST and all(float(vectors[i] @ vectors[j]) < ALIKE for j in by_hand):
            by_hand.append(i)
    assert taken == by_hand


def test_a_list_and_its_items_are_told_once() -> None:
    plan = article("The council decided:\n\n- to close the bridge at once\n- to ask for a ferry from May\n", "plan.txt")
    other = article("The bridge was built in 1920. Nobody had looked at its piers since.", "other.txt")
    told = [one.citations[0] for one in tell(retrieve(plan, other)("Summarise the articles"), QuestionKind.OVERVIEW)]
    assert not [
        (a, b) for a in told for b in told if a != b and a.article == b.article and a.start < b.end and b.start < a.end
    ]


def test_every_article_is_heard_before_any_is_heard_again() -> None:
    vectors = np.eye(30, dtype=np.float32)
    owners = ["long"] * 20 + ["short"] * 6 + ["last"] * 4
    assert chosen(vectors, np.arange(30, 0, -1.0), owners) == [0, 20, 26, 1, 2, 21, 22, 27, 28]


def test_one_article_alone_is_told_in_full() -> None:
    assert chosen(np.eye(8, dtype=np.float32), np.zeros(8), ["a"] * 8) == list(range(8))


def test_no_byline_is_told() -> None:
    source = replace(article("By Ada Brink, columnist\n\nThe bridge opened on 3 May 2023."), author="Ada Brink")
    found = retrieve(source)("Summarise the articles")
    assert [one.text for one in tell(found, QuestionKind.OVERVIEW)] == ["The bridge opened on 3 May 2023."]


def test_an_article_without_a_likely_point_is_not_heard_for_its_own_sake() -> None:
    odds = np.array([3.0, 2.0, 1.0, 0.5, 0.2, -1.2, -2.0, -9.0])
    owners = ["a", "a", "b", "b", "b", "a", "c", "d"]
    assert chosen(np.eye(8, dtype=np.float32), odds, owners) == [0, 2, 1, 3, 4, 5]
    assert chosen(np.eye(8, dtype=np.float32), odds - 9, owners) == [0, 1, 2, 3, 4]


def test_an_overview_says_what_it_is_told_from(library: Library) -> None:
    note = library.ask("Summarise the articles.").note
    assert note == ("From 3 articles, of Coastal Wire, Skarholm Post, The Lantern, published 2024-03-05 to 2024-04-02.")


def test_what_only_some_articles_say_of_themselves_is_not_said_of_all(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/one.md").write_text(ARTICLES["wire.md"], "utf-8")
    (tmp_path / "news/two.txt").write_text(
        "The strait of Skarholm\n\nThe strait is two miles wide at Skarholm.\n", "utf-8"
    )
    library = Library(tmp_path / "index")
    library.update(tmp_path / "news")
    assert library.ask("Summarise the articles.").note == "From 2 articles."
    library.close()


def test_what_names_no_year_is_put_in_order_by_the_day_its_article_names_first() -> None:
    wire = article(
        "LUND, May 14 (Nord Wire) - The mayor resigned on Monday. The bridge at Lund fell on 9 May.", "a.txt"
    )
    later = article("The new bridge at Lund opened on 3 June 2025. It is to last until 2090.", "b.txt")
    calendar = Calendar.of(retrieve(wire, later)("a timeline"))
    said = [one for run in retrieve(wire, later)("a timeline").sentences.values() for one in run]
    assert [calendar.key(one)[0] for one in said] == [(2025, 5, 12), (2025, 5, 9), (2025, 6, 3), (2090, 0, 0)]


def test_entries_that_begin_with_the_time_of_the_day_are_of_the_day_they_were_written() -> None:
    live = article(
        "Live from Lund, 14 May 2025\n\n5.55 pm That is all. Good night.\n\n9:10 The bridge is closed. People wait.\n\n"
        "11:45 It fell on 13 May, we hear.\n\nAbout us"
    )
    calendar = Calendar.of(retrieve(live)("a timeline"))
    said = [one for run in retrieve(live)("a timeline").sentences.values() for one in run if "Live" not in one.text]
    told = {one.text.split()[-1]: (calendar.days(one), clock(one)) for one in said}
    today = [(2025, 5, 14)]
    assert told["all."] == told["night."] == (today, "17:55")
    assert told["closed."] == told["wait."] == (today, "09:10")
    assert told["hear."] == ([(2025, 5, 13)], "11:45")
    assert told["us"] == ([], "")
    first, *_, last = sorted((one for one in said if clock(one)), key=calendar.key)
    assert (first.text.split()[-1], last.text.split()[-1]) == ("hear.", "night.")


def test_a_month_without_a_year_is_the_one_nearest_to_the_newest_article() -> None:
    undated = article("They met in Oslo in August. It was signed on 3 January. They will meet again in March.", "a.txt")
    newest = replace(article("The talks at Oslo failed in 2026, 2026 and 2026.", "b.txt"), published="2026-02-10")
    calendar = Calendar.of(retrieve(undated, newest)("a timeline"))
    sentences = retrieve(undated, newest)("a timeline").sentences
    said = next(run for run in sentences.values() if run[0].article == undated)
    assert [calendar.key(one)[0] for one in said] == [(2025, 8, 0), (2026, 1, 3), (2026, 3, 0)]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What happened between May 2024 and the end of June 2024?", ["2024-05-09", "2024-06"]),
        ("What happened since June 2024?", ["2024-06", "2024-07-01", "2025"]),
        ("A timeline from the flood in May 2024 to the new dam", ["2024-05-09", "2024-06", "2024-07-01", "2025", ""]),
        ("A timeline from the leak to the mayor in July 2024", ["", "2023-11", "2024-05-09", "2024-06", "2024-07-01"]),
        ("What happened in August 2025?", ["2025"]),
        ("Give me a timeline until 10 May 2024", ["2023-11", "2024-05-09", ""]),
        ("Timeline of what happened in 2024, please", ["2024-05-09", "2024-06", "2024-07-01"]),
        ("A timeline of the flood of June 2024", ["2023-11", "2024-05-09", "2024-06", "2024-07-01", "2025", ""]),
        ("What happened after 2031?", [""]),
    ],
)
def test_a_timeline_keeps_to_the_time_that_is_asked_for(question: str, told: list[str]) -> None:
    flood = article(
        "The dam at Lund was found to leak in November 2023. It broke on 9 May 2024 and drowned the lower town. In "
        "June 2024 soldiers carried sand to the river. The mayor resigned on 1 July 2024. A new dam was "
        "finished in 2025. Soon afterwards the insurers paid for the houses."
    )
    assert sorted(one.when for one in tell(retrieve(flood)(question), QuestionKind.TIMELINE)) == sorted(told)


def test_nothing_to_tell_is_nothing_told() -> None:
    assert chosen(np.zeros((0, 8), np.float32), np.zeros(0)) == []


@pytest.mark.parametrize(
    ("text", "published", "told"),
    [
        ("They met on Friday, 15 August 2025, in Oslo.", "2025-08-16", "2025-08-15"),
        ("It withdrew on 6 November.", "2025-11-24", "2025-11-06"),
        ("It withdrew on 6 November.", None, "--11-06"),
        ("They met in August.", "2026-02-10", "--08"),  # the last or the next one: the year is not told
        ("It began in 1962 and ended on 4 March 1963.", None, "1963-03-04"),  # the most exact date first
        ("OSLO, May 14 - Members want it put off until 2030.", None, "--05-14"),
        ("It was signed yesterday.", "2026-03-01", "2026-02-28"),
        ("It was signed yesterday.", None, ""),
        ("They met on Monday.", "2026-02-10", "2026-02"),
        ("Prices rose through the 1990s.", None, ""),
        ("Nobody came.", "2026-02-10", ""),
        ("17:20 The paper is out.", "2026-02-10", "2026-02-10"),
        ("17:20 The paper is out.", "2026-02", "2026-02"),
        ("17:20 The paper of 4 May 2025 is out.", "2026-02-10", "2025-05-04"),
        ("10.30 percent did not vote.", "2026-02-10", ""),
    ],
)
def test_a_date_is_told_as_far_as_the_words_tell_it(text: str, published: str | None, told: str) -> None:
    article = Article("a.txt", text, "A", published=published)
    assert told_date(Passage(article, 0, len(text))) == told


@pytest.mark.parametrize("question", ["What's the latest?", "What is new?", "What is the latest news?"])
def test_what_is_new_is_told_from_the_newest_article(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert answer.kind is QuestionKind.OVERVIEW
    assert answer.note == "From 1 article, of The Lantern, published 2024-04-02."
    assert {one.article.published for told in answer.statements for one in told.citations} == {"2024-04-02"}


def test_an_overview_of_a_new_thing_is_told_from_all_articles(library: Library) -> None:
    answer = library.ask("Summarise the story of the new lights and the ferry Alma.")
    assert len({one.article.id for told in answer.statements for one in told.citations}) > 1


def test_an_overview_tells_nothing_of_headings_scores_and_other_languages(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    for name, text in {
        "match.md": "# Palm Bay wins\n\nPalm Bay d. Rockledge 70-44\n\n"
        "Palm Bay beat Rockledge in the last match of the season.",
        "sport.md": "---\nlanguage: pt\n---\n\nO time de Palm Bay venceu a última partida da temporada em casa.",
    }.items():
        (tmp_path / "articles" / name).write_text(text, "utf-8")
    library = Library(tmp_path / "index")
    library.update(tmp_path / "articles")
    answer = library.ask("Summarise the articles.")
    library.close()
    assert [told.text for told in answer.statements] == ["Palm Bay beat Rockledge in the last match of the season."]
    assert answer.note == "From 1 article."
