"""The ledger of voices: for every sentence of an article, whose words it gives, as far as the article lets one tell.

Rules over attributions, quotation marks, turns and paragraphs; where they leave a doubt the speaker stays unknown.
`python -m benchmarks.voices` measures them on sentences labelled by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import rag.english.turns as transcript
from rag.english.cast import HE, SHE, Cast
from rag.english.entities import names
from rag.english.function_words import points_back
from rag.english.noun_phrases import PRONOUNS
from rag.english.quotes import masked, paragraph_numbers, running
from rag.english.reporting import Attribution, attributions
from rag.english.stance import stance
from rag.english.vocabulary import entries
from rag.types.voices import Identity, Manner, Speaker, Voice

Span = tuple[int, int]
QUOTED, PARTLY = 0.6, 0.25
"""A sentence of which so much stands between quotation marks is a quotation, or gives what it reports in words of the
speaker."""
WORDS = 4
"""A quotation of more words makes it the speaker's own, however long the sentence."""
BACK = 3
"""So many sentences back a pronoun may reach."""
AT_ONCE = 1_000
"""So many sentences are read as one article, whose people are known in all of it: the time grows with the square."""
_FIRST = re.compile(r"\b(?:I|me|my|mine|we|us|our|ours)\b|\b(?:I|[Ww]e)['’]")
_ME = frozenset(("i", "we"))
_INDEFINITE = re.compile(r"(?:a|an|one|two|three|some|several|many|most|other|another|multiple|both)\s", re.IGNORECASE)
_OPEN = re.compile(
    r"spokes|statement|report|letter|release|memo|study|media|police|poll|survey|editorial", re.IGNORECASE
)
"""Who speaks for somebody, and what is public, is not anonymous for want of a name."""
_HIDDEN = re.compile(r"\b(?:sources?|insiders?|informants?)\b", re.IGNORECASE)
_APART = re.compile(r",? (?:but|while|whereas|though)\b|;|, and\b")
_OWNER = re.compile(rf"['’]s?\s(?:\w+\s){{0,2}}?(?:{'|'.join(entries('statement_nouns'))})\b")
"""What a quotation is called, after its speaker's name: "Falk's statement"."""
UNKNOWN = Speaker("", Identity.UNKNOWN)
OWN = (Voice(Manner.OWN, ()),)


def voices(text: str, sentences: Sequence[Span], breaks: Sequence[int] = ()) -> list[tuple[Voice, ...]]:
    """For each sentence the voices in it, in order; what is the article's own has one voice with an empty chain.

    `breaks` are the places of the headings. Speakers are named as fully as the article names them."""
    found: list[tuple[Voice, ...]] = []
    for first in range(0, len(sentences), AT_ONCE):
        start = sentences[first - 1][1] if first else 0
        part = sentences[first : first + AT_ONCE]
        end = part[-1][1] if first + AT_ONCE < len(sentences) else len(text)
        spans = [(begin - start, stop - start) for begin, stop in part]
        found += _Reading(text[start:end], spans, [place - start for place in breaks if start <= place < end]).voices()
    return found


@dataclass(slots=True)
class _Sentence:
    start: int
    end: int
    paragraph: int
    plain: str
    """Its text, what is quoted in it blanked."""
    quotes: list[Span]
    """The quotations of the article that it shares in."""
    share: float
    """How much of it stands between quotation marks."""
    voices: tuple[Voice, ...] = ()
    people: list[str] = field(default_factory=list)
    """Whom it names."""
    subject: str | None = None
    """Whom it is about, if that is a person."""
    speaks: bool = False
    """Whether its subject says something in it."""


class _Reading:
    """One article being read."""

    def __init__(self, text: str, sentences: Sequence[Span], breaks: Sequence[int]) -> None:
        self._text = text
        numbers = paragraph_numbers(text, sentences)
        paragraphs: dict[int, Span] = {}
        for (start, end), number in zip(sentences, numbers, strict=True):
            paragraphs[number] = paragraphs.get(number, (start, end))[0], end
        quotes = running(text, paragraphs.values())
        plain = masked(text, quotes)
        self._sentences = []
        for (start, end), number in zip(sentences, numbers, strict=True):
            inside = [quote for quote in quotes if quote[0] < end and start < quote[1]]
            held = sum(min(end, last) - max(start, first) for first, last in inside)
            self._sentences.append(_Sentence(start, end, number, plain[start:end], inside, held / (end - start)))
        self._turns = transcript.turns(text, breaks)
        self._cast = Cast([sentence.plain for sentence in self._sentences])
        self._called = {turn.label: turn.part for turn in reversed(self._turns) if len(turn.part.split()) > 1}

    def voices(self) -> list[tuple[Voice, ...]]:
        for i, sentence in enumerate(self._sentences):
            sentence.people = self._cast.mentioned(sentence.plain)
            found = attributions(sentence.plain)
            sentence.subject = self._subject(i, found)
            sentence.speaks = bool(found)
            turn = self._turn(i)
            sentence.voices = self._of_turn(i, turn, found) if turn else self._of_article(i, found)
            chain = _one_chain(sentence)
            if sentence.subject is None and chain and chain[0].name in self._cast.people:
                sentence.subject = chain[0].name
        for i, sentence in enumerate(self._sentences):
            if not sentence.voices:
                quoted = self._text[sentence.start : sentence.end]
                sentence.voices = (Voice(Manner.QUOTED, self._of_quotation(i), stance(quoted)),)
        return [sentence.voices for sentence in self._sentences]

    def _of_article(self, i: int, found: Sequence[Attribution]) -> tuple[Voice, ...]:
        sentence = self._sentences[i]
        told = [(one, self._speaker(i, one)) for one in found if one.source.casefold() not in _ME]
        if told:
            return tuple(self._nested(sentence, told))
        if sentence.share >= QUOTED:
            return ()  # whose it is may be said after it
        if i and self._lists(i):
            return self._sentences[i - 1].voices
        if any(self._text[first:last].count(" ") >= WORDS for first, last in sentence.quotes):
            owner = _OWNER.search(sentence.plain)
            named = [name for name in names(sentence.plain) if owner and name.end == owner.start()]
            return (Voice(Manner.QUOTED, (Speaker(self._cast.full(named[0])) if named else UNKNOWN,)),)
        before = self._sentences[i - 1] if i else None
        if before and before.paragraph == sentence.paragraph and _one_chain(before) and points_back(sentence.plain):
            return (Voice(Manner.REPORTED, (UNKNOWN,)),)  # "This included …": perhaps still what the one before says
        own = stance(sentence.plain)
        return (Voice(Manner.OWN, (), own),) if own else OWN

    def _lists(self, i: int) -> bool:
        """Whether the sentence is an item of the list that the one before leads into, or goes on with."""
        before, own = self._sentences[i - 1], self._sentences[i]
        between = self._text[before.end : own.start]
        item = own.plain[:1].islower() or bool(re.search(r"[-*•–]\s*$", between))
        return item and "\n" in between and (before.plain.endswith(":") or not re.search(r"[.!?]$", before.plain))

    def _nested(self, sentence: _Sentence, told: Sequence[tuple[Attribution, Speaker]]) -> Iterator[Voice]:
        """The voices of a sentence: one within another ("RT writes that Lavrov said"), or one beside another."""
        chains: list[list[tuple[Attribution, Speaker]]] = []
        for one, speaker in told:
            last = chains[-1] if chains else []
            if last and not one.verb and not one.trails:  # "the Courier reports, citing a diplomat"
                last.append((one, speaker))
            elif last and one.trails:
                last.insert(0, (one, speaker))
            elif last and not last[-1][0].trails and not _APART.search(sentence.plain, last[-1][0].end, one.start + 5):
                last.append((one, speaker))
            else:
                chains.append([(one, speaker)])
        for number, chain in enumerate(chains):
            begin = 0 if not number else max(one.end for one, _ in chains[number - 1])
            stop = len(sentence.plain) if number + 1 == len(chains) else min(one.start for one, _ in chains[number + 1])
            begin, stop = sentence.start + begin, sentence.start + stop
            held = sum(max(0, min(stop, last) - max(begin, first)) for first, last in sentence.quotes)
            speakers = [speaker for _, speaker in chain]
            kept = tuple(speaker for n, speaker in enumerate(speakers) if speaker not in speakers[:n])
            longest = max((self._text[first:last].count(" ") for first, last in sentence.quotes), default=0)
            quoted = held >= PARTLY * (stop - begin) or (held and longest >= WORDS)
            manner = Manner.QUOTED if quoted else Manner.REPORTED
            yield Voice(manner, kept, stance("", chain[-1][0].verb))

    def _speaker(self, i: int, found: Attribution) -> Speaker:
        """Whom an attribution means."""
        if found.name:
            return Speaker(self._cast.full(found.name))
        low = found.source.casefold()
        if low in ("he", "she"):
            return self._antecedent(i, found.start, HE if low == "he" else SHE, speaks=True) or UNKNOWN
        if low in PRONOUNS:
            return self._thing(i)
        if not low or _HIDDEN.search(low):
            return Speaker(found.source, Identity.ANONYMOUS)
        if not _INDEFINITE.match(low) and (person := self._cast.by_part(found.source)):
            return Speaker(person)
        hidden = (_INDEFINITE.match(low) or not re.match(r"[\w’'-]+\s", low)) and not _OPEN.search(low)
        return Speaker(found.source, Identity.ANONYMOUS if hidden else Identity.ROLE)

    def _thing(self, i: int) -> Speaker:
        """Whom "it" or "they" mean: what spoke last in the same paragraph, if that is no person."""
        before = self._sentences[i - 1] if i else None
        if before and before.paragraph == self._sentences[i].paragraph and len(before.voices) == 1:
            speaker = before.voices[0].speaker
            if speaker and speaker.identity is not Identity.UNKNOWN and speaker.name not in self._cast.people:
                return speaker
        return UNKNOWN

    def _antecedent(self, i: int, place: int, forms: frozenset[str], speaks: bool = False) -> Speaker | None:
        """Whom "he" or "she" means at a place of a sentence; None where that is not sure. `speaks`: who is it that
        says something."""
        own = self._sentences[i]
        if earlier := self._cast.mentioned(own.plain[:place]):
            sure = earlier == [own.subject] and self._fits(earlier[0], forms)
            return Speaker(earlier[0]) if sure else None
        for before in reversed(self._sentences[max(0, i - BACK) : i]):
            if before.paragraph != own.paragraph and before is not self._sentences[i - 1]:
                return None
            if found := self._meant(before, forms, speaks):
                return found if found != UNKNOWN else None
        return None

    def _meant(self, before: _Sentence, forms: frozenset[str], speaks: bool) -> Speaker | None:
        """Whom "he" or "she" after a sentence means; unknown where it may be several; None where the sentence has no
        person in it."""
        subject = before.subject
        near = list(dict.fromkeys([*before.people, *([subject] if subject else [])]))
        sure = [person for person in near if person in self._cast.people and self._fits(person, forms)]
        if len(sure) == 1 and (sure == near or sure[0] == subject):
            return Speaker(sure[0])
        if subject in sure and (self._cast.genders.get(subject) == forms or (speaks and before.speaks)):
            others = [person for person in sure if person != subject and self._cast.genders.get(person) == forms]
            return Speaker(subject) if not others or self._cast.genders.get(subject) == forms else UNKNOWN
        speaker = before.voices[0].speaker if len(before.voices) == 1 else None
        if not near and speaker and speaker.identity is Identity.ANONYMOUS:
            return speaker
        return UNKNOWN if near or speaker else None

    def _fits(self, person: str, forms: frozenset[str]) -> bool:
        return self._cast.genders.get(person, forms) == forms

    def _subject(self, i: int, found: Sequence[Attribution]) -> str | None:
        """The person that a sentence is about: who speaks in it, or whom it begins with."""
        own = self._sentences[i]
        if found and found[0].name and (full := self._cast.full(found[0].name)) in self._cast.people:
            return full
        first = self._cast.first(own.plain)
        if first:
            return first
        pronouns = {word.casefold() for word in re.findall(r"\b(?:[Hh]e|[Ss]he)\b", own.plain)}
        if own.people or len(pronouns) != 1:
            return None
        meant = self._antecedent(i, 0, HE if "he" in pronouns else SHE, bool(found))
        return meant.name if meant and meant.identity is Identity.NAMED else None

    def _turn(self, i: int) -> transcript.Turn | None:
        """The turn of a transcript that the sentence stands in; a paragraph after the one with the label belongs to it
        only where it speaks of "I" or "we"."""
        own = self._sentences[i]
        turn = next((turn for turn in self._turns if turn.start <= own.start < turn.end), None)
        if turn is None:
            return None
        first = next(s for s in self._sentences if s.end > turn.start).paragraph
        text = " ".join(s.plain for s in self._sentences if s.paragraph == own.paragraph)
        return turn if own.paragraph == first or _FIRST.search(text) else None

    def _of_turn(self, i: int, turn: transcript.Turn, found: Sequence[Attribution]) -> tuple[Voice, ...]:
        label = turn.label.casefold()
        if turn.label in self._called:
            speaker = Speaker(self._called[turn.label] if label in transcript.ASKS else self._cast.labelled(turn.label))
        elif label in transcript.ASKS | {f"the {word}" for word in transcript.ASKS}:
            speaker = Speaker(label, Identity.ROLE)
        else:
            speaker = UNKNOWN if label in transcript.ANSWERS else Speaker(self._cast.labelled(turn.label))
        told = [(one, self._speaker(i, one)) for one in found if one.source.casefold() not in _ME]
        told = [
            (one, other)
            for one, other in told
            if other != speaker and one.start >= turn.said - self._sentences[i].start
        ]
        if not told:
            return (Voice(Manner.QUOTED, (speaker,), stance(self._sentences[i].plain)),)
        inner = self._nested(self._sentences[i], told)
        return tuple(Voice(Manner.QUOTED, (speaker, *voice.chain), voice.stance) for voice in inner)

    def _of_quotation(self, i: int) -> tuple[Speaker, ...]:
        """Who is quoted in a sentence that does not say so itself: whoever is in the rest of the quotation, or in the
        paragraph just before or after."""
        own = self._sentences[i]
        beside = [other for other in self._sentences if other is not own and set(other.quotes) & set(own.quotes)]
        if chain := next((_one_chain(other) for other in beside if _one_chain(other)), ()):
            return chain
        before, after = self._sentences[i - 1] if i else None, self._sentences[i + 1 : i + 2]
        if before and (before.paragraph == own.paragraph or before.plain.endswith(":")):
            if chain := _one_chain(before):
                return chain
            if before.subject and before.people == [before.subject]:
                return (Speaker(before.subject),)
        for other in after:
            if other.paragraph == own.paragraph and other.share >= PARTLY and (chain := _one_chain(other)):
                return chain
        return (UNKNOWN,)


def _one_chain(sentence: _Sentence) -> tuple[Speaker, ...]:
    """The chain of a sentence with one voice that is not the article's own."""
    return sentence.voices[0].chain if len(sentence.voices) == 1 else ()
