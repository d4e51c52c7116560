"""From ranked evidence to what is said: few sentences, each once, each with what it needs to be understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.agreement import ALIKE, NEAR, Comparison, Relation, Verify, compare, opposed, repeats
from rag.answering.answer_words import likeliest_words
from rag.answering.hearing import Hearing, hearing, strays, tells
from rag.answering.points import LIKELY
from rag.answering.rerank import Scored
from rag.english.corrections import note_span, takes_back
from rag.english.function_words import points_back
from rag.english.quotes import running
from rag.english.shingles import near_copies
from rag.question.analysis import QuestionAnalysis
from rag.types import Article, Difference, Manner, Passage, QuestionKind, ReasonKind, Statement

MOST = 5
"""Statements at most, those that disagree with one that is shown included, where no list is wanted."""
NARROW, BROAD = (3, 2.2), (MOST, 2.5)
"""How many statements at most, and how much less likely than the first (in natural logarithms) the last may be: for a
question that asks for one thing, and for one that asks for views, reasons or several things."""
MANY = 10
"""How many statements at most make a list or a comparison."""
A_SIDE = 0.0
"""So likely (log-odds) to be a point each of two statements of a comparison has to be to be marked as differing: of the
20 pairs of dev that are, 12 are two points of the full answer, and of the 20 that would be besides, 3."""
BACK = 2
"""At most so many sentences are brought along by one that points back."""
ALL, SUBJECT = (10, 8.0), (10, 6.0)
"""The same for all that somebody says, and for all they say of somebody."""
COMPARED = 20_000
"""Characters of an article that tell whether it is a copy."""
MARKED = 0.6
"""A longer share of a statement than this is not marked in it."""
SURER = 0.5
"""The least log-odds of words that are marked in a later statement: of 38 on dev 18 are right, of those that pass 11 of
13."""


@dataclass(slots=True)
class _Draft:
    """A statement in the making."""

    scored: Scored
    shown: Passage
    """What it quotes."""
    agreeing: dict[str, Passage]
    """Passages of other articles that say all of it, one of each article, by its digest."""
    differs: list[tuple[_Draft, ReasonKind | None]]
    """The statements before it that it disagrees with, and in what."""
    stale: bool = False
    """Whether a correction among them takes it back."""


def statements(asked: QuestionAnalysis, ranked: Sequence[Scored], verify: Verify) -> Iterator[Statement]:
    """The statements of an answer, most relevant first; at least one where anything was ranked.

    The next one is added while it is not much less likely than the first. One that says what was said already only
    adds its citation, where it is in another article; one that says otherwise is shown beside it."""
    said: list[_Draft] = []
    views = asked.broad or asked.wants is QuestionKind.SAID
    limit, margin = BROAD if views else NARROW
    if heard := _heard(asked, ranked):
        ranked = heard
        if asked.subject <= asked.names:  # "What does Lavrov accuse the US of?": of anything he says there
            limit, margin = SUBJECT if asked.subject else ALL
            ranked = [scored for scored in ranked if not strays(asked, scored.candidate, scored.odds)] or heard
    least = max((scored.total for scored in ranked), default=0.0) - margin
    if asked.wants_many:
        limit, least = MANY, LIKELY
    for scored in ranked:
        # What the answer before told already is not all there is to say.
        told = all(asked.told.issuperset(draft.scored.candidate.run) for draft in said)
        if scored.total < least and not told:
            continue
        own = scored.candidate.passage
        if any(_meet(own, passage) for draft in said for passage in (draft.shown, *draft.agreeing.values())):
            continue
        full = len(said) >= limit
        known, differs = _held_against(asked, scored, said, verify, full)
        if known:
            continue
        whole = passage_of(scored)
        before = [
            draft for draft in said if any(_meet(whole, passage) for passage in (draft.shown, *draft.agreeing.values()))
        ]
        if not before and len(said) < (max(MOST, limit) if differs else limit):
            said.append(_Draft(scored, whole, {}, differs))
        elif len(before) == 1 and _meet(whole, before[0].shown):
            # "He also said …" after the statement that says who: it goes on with that one.
            before[0].shown = _joined(before[0].shown, whole)
    yield from _finished(asked, said, verify)


def _finished(asked: QuestionAnalysis, said: list[_Draft], verify: Verify) -> Iterator[Statement]:
    """The finished statements; where one thing is asked for, words are marked in a later one only if it answers as well
    as the first, and what a correction takes back is put right."""
    said = said if asked.wants_many else _corrected(said)
    for draft in said:
        sure = asked.wants_many or draft is said[0] or _answers_as_well(draft.scored, said[0].scored)
        exact = _exact(asked, draft.scored, draft.shown) if sure and not draft.stale else None
        yield _statement(draft, exact, verify)


def _corrected(said: list[_Draft]) -> list[_Draft]:
    """The statements with the note first that takes a figure of theirs back, and those marked as corrected by it."""
    for note in said:
        run = note.scored.candidate.run
        if not note_span(run, 0):
            continue
        stale = [draft for draft in said if takes_back(run[0].text, run[1].text, draft.shown.text)]
        if stale:
            note.differs = []
            for draft in stale:
                draft.differs.append((note, ReasonKind.NUMBER))
                draft.stale = True
            return [note, *(draft for draft in said if draft is not note)]
    return said


def _answers_as_well(later: Scored, first: Scored) -> bool:
    return later.odds >= first.odds and later.span_odds >= SURER


def _heard(asked: QuestionAnalysis, ranked: Sequence[Scored]) -> Sequence[Scored]:
    """Of ranked evidence, where what comes first is said by the one who is asked for: what they say, and what the
    article itself tells of them by name; nothing where it is not.

    Without a subject ("What did Lavrov say?") all they say answers, wherever it ranks: the newest and most direct comes
    first, and nothing that is only told."""
    speaker = asked.speaker
    if speaker is None or not speaker.phrase or not ranked or asked.wants is not QuestionKind.SAID:
        return ()
    theirs = [one for one in ranked if hearing(asked, one.candidate) is Hearing.THEIRS]
    if not asked.subject:
        return sorted(theirs, key=_direct, reverse=True)
    if theirs[:1] != list(ranked[:1]):
        return ()
    return [one for one in ranked if hearing(asked, one.candidate) is Hearing.THEIRS or tells(speaker, one.candidate)]


def _direct(scored: Scored) -> tuple[str, bool, float]:
    """How new and how direct a statement is, then how near to the question."""
    quoted = any(voice.manner is Manner.QUOTED for voice in scored.candidate.voices)
    return scored.candidate.passage.article.published or "", quoted, scored.total


def _held_against(
    asked: QuestionAnalysis, scored: Scored, said: Sequence[_Draft], verify: Verify, full: bool
) -> tuple[bool, list[tuple[_Draft, ReasonKind | None]]]:
    """Whether a candidate says what was said already (it is noted there if it says all of it, and takes its place if it
    says more), and what it disagrees with.

    Verifying takes time, so that an answer that is `full` is held against other articles only: nothing else of its own
    is shown anyhow."""
    own, differs = scored.candidate.passage, []
    relate = _sides if asked.wants is QuestionKind.COMPARE else _related
    for draft in said:
        found = relate(draft.scored, scored, verify, full)
        if found.relation is Relation.SAME and draft.scored.candidate.passage.article.digest != own.article.digest:
            draft.agreeing.setdefault(own.article.digest, own)
        if found.relation is Relation.MORE:
            draft.scored, draft.shown = scored, passage_of(scored)
            draft.agreeing = {key: one for key, one in draft.agreeing.items() if verify(own.text, [one]).supported}
        if found.relation in (Relation.SAME, Relation.MORE, Relation.PART):
            return True, []
        if found.relation is Relation.DIFFERS:
            differs.append((draft, found.differs))
    return False, differs


def _related(first: Scored, second: Scored, verify: Verify, full: bool) -> Comparison:
    """How a second candidate stands to a first one; of two in one article only whether they repeat one another."""
    one, other = first.candidate, second.candidate
    if float(one.vector @ other.vector) < ALIKE:
        return Comparison(Relation.OTHER)
    if one.passage.article.digest != other.passage.article.digest:
        return compare(one.passage, other.passage, verify)
    repeated = not full and repeats(one.passage, other.passage, verify)
    return Comparison(Relation.SAME if repeated else Relation.OTHER)


def _sides(first: Scored, second: Scored, verify: Verify, full: bool) -> Comparison:
    """The same where sides are compared: only likely points differ, and they do where each refutes the other, also in
    what two people say in one article."""
    one, other = first.candidate, second.candidate
    found = _related(first, second, verify, full)
    if found.relation not in (Relation.OTHER, Relation.DIFFERS):
        return found
    if min(first.value, second.value) < A_SIDE or float(one.vector @ other.vector) < NEAR:
        return Comparison(Relation.OTHER)
    apart = one.passage.article.digest != other.passage.article.digest or one.voices != other.voices
    if found.relation is Relation.OTHER and apart and opposed(one.passage, other.passage):
        return Comparison(Relation.DIFFERS)
    return found


def _statement(draft: _Draft, exact: Passage | None, verify: Verify) -> Statement:
    """The finished statement, with the words that answer; what grew since a passage was found to say all of it is held
    against that again."""
    shown, agreeing = draft.shown, list(draft.agreeing.values())
    if shown != draft.scored.candidate.passage:
        agreeing = [passage for passage in agreeing if verify(shown.text, [passage]).supported]
    differs = tuple(Difference(other.shown, kind) for other, kind in draft.differs)
    origins = _origins([passage.article for passage in (shown, *agreeing)])
    return Statement(shown.text, (shown, *agreeing), answer=exact, differs=differs, origins=origins)


def _origins(articles: Sequence[Article]) -> int:
    """How many articles there are if near-copies of one another count once; 0 where there are none."""
    texts = {article.digest: article.text[:COMPARED] for article in articles}
    copies = near_copies(texts)
    return len(texts) - len(copies) if copies else 0


def _exact(asked: QuestionAnalysis, scored: Scored, shown: Passage) -> Passage | None:
    """The words of a shown passage that answer, where they are not all of it; none that a correction takes back."""
    words = likeliest_words(asked, scored)
    if words is None:
        return None
    long = words.end - words.start > MARKED * (shown.end - shown.start)
    run = scored.candidate.run
    taken_back = note_span(run, 0) and words.start < run[1].start
    inside = shown.start <= words.start and words.end <= shown.end
    return words if inside and not long and not taken_back else None


def unseen(statement: Statement, shown: Sequence[Passage]) -> Statement | None:
    """The statement without what was shown before it began; None where nothing else is left of it."""
    first = statement.citations[0]
    start = max([first.start, *(cited.end for cited in shown if _meet(cited, first) and cited.start <= first.start)])
    start += len(first.article.text[start:]) - len(first.article.text[start:].lstrip())
    if start >= first.end or any(_meet(cited, Passage(first.article, start, first.end)) for cited in shown):
        return None
    rest = Passage(first.article, start, first.end)
    answer = statement.answer if statement.answer and statement.answer.start >= start else None
    return replace(statement, text=rest.text, citations=(rest, *statement.citations[1:]), answer=answer)


def _joined(one: Passage, other: Passage) -> Passage:
    return Passage(one.article, min(one.start, other.start), max(one.end, other.end))


def _meet(one: Passage, other: Passage) -> bool:
    same = one.article.digest == other.article.digest
    return same and one.start < other.end and other.start < one.end


def passage_of(scored: Scored) -> Passage:
    """The candidate as one passage, with the sentences before it that it points back at ("He also said …"), and those
    that a quotation begins or ends in that it holds one end of."""
    own, first, last = scored.candidate, scored.candidate.first, scored.candidate.last
    while first and own.first - first < BACK and _needs_previous(own.sentences[first - 1], own.sentences[first]):
        first -= 1
    shown = Passage(own.passage.article, own.sentences[first].start, own.passage.end)
    for begun, ended in running(shown.article.text, [_paragraph(shown)]):
        if shown.start < begun < shown.end < ended:
            to = next((i for i in range(last, len(own.sentences)) if own.sentences[i].end >= ended), last)
            last = to if to - own.last <= BACK else last
        elif begun < shown.start < ended < shown.end:
            to = next((i for i in range(first, -1, -1) if own.sentences[i].start < begun), first)
            first = to if own.first - to <= BACK else first
    return Passage(shown.article, own.sentences[first].start, own.sentences[last].end)


def _paragraph(own: Passage) -> tuple[int, int]:
    """From where to where the paragraph of a passage goes."""
    text = own.article.text
    end = text.find("\n\n", own.end)
    return text.rfind("\n\n", 0, own.start) + 1, end if end >= 0 else len(text)


def _needs_previous(before: Passage, own: Passage) -> bool:
    between = own.article.text[before.end : own.start]
    together = re.fullmatch(r"[\s.,;:!?\"”’')\]]*", between) and "\n\n" not in between
    return bool(together) and points_back(own.text)
