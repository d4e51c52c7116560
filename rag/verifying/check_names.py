"""Names: whether the source knows them, who says it, and who does it to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.types import Reason
from rag.verifying.held import Held, Slot, slots, stems
from rag.verifying.lexicon import SAID
from rag.verifying.names import Name, names, same
from rag.verifying.quotes import quotations
from rag.verifying.roles import Role, roles
from rag.verifying.speakers import sayings

_JOINED = re.compile(r"(?:,|and|or|with|&|\s)*", re.IGNORECASE)
_OPENING = re.compile(r"^(?:(?:In|On|As of|Since|By) [^,]{1,20},? )?(?:[Tt]he )?$")
_PRONOUN = re.compile(r"[\"“(]?(?:[A-Z][^,.]{0,50}, )?(?:he|she|it|they|his|her|its|their|the [a-z]+)\b", re.IGNORECASE)
_HE_SAID = re.compile(rf"\b(?:[Hh]e|[Ss]he) (?:\w+ly )?(?:{'|'.join(sorted(SAID))})\b")
_ONLY_NAME = re.compile(r"(?:the|a|an|mr|mrs|ms|dr)\s+", re.IGNORECASE)


def unknown(held: Held) -> Iterator[Reason]:
    """A reason for every name of the claim that the passages do not hold, or that stands in another's place."""
    known = [*_known(held.everything), *names(held.context)]
    low = frozenset(word for sentence in held.everything for word in stems(sentence))
    settled = {name for role in roles(held.claim) if _done(role, held) for name in (role.agent, role.patient)}
    speakers = {saying.speaker for saying in sayings(held.claim)}
    for name in names(held.claim):
        if name in speakers or any(q.start <= name.start < q.end for q in quotations(held.claim)):
            continue
        there = any(same(name, other) for other in known) or low.issuperset(stems(name.text))
        rival = None if there and name in settled else _in_its_place(held, name)
        if rival and (not there or not _said(rival, held.claim)):
            yield Reason("name", f"the article says {rival.text}, not {name.text}")
        elif not there and not referred(held, name):
            yield Reason("name", f"the article does not mention {name.text}")


def referred(held: Held, name: Name) -> bool:
    """Whether the source may speak of the claim's subject as "he", "it" or "the film", without its name."""
    low = frozenset(word for sentence in held.everything for word in stems(sentence))
    if held.context.strip():
        return False  # whom it may mean is said there
    first = bool(_OPENING.match(held.claim[: name.start])) or len(names(held.claim)) == 1
    return first and bool(_PRONOUN.match(held.best)) and low.isdisjoint(name.key)


def speakers(held: Held) -> Iterator[Reason]:
    """A reason where the claim has somebody else say it than its source does."""
    for saying in sayings(held.claim):
        told = [other.speaker for sentence in held.aligned[:2] for other in sayings(sentence)]
        first = [other.speaker for other in sayings(held.best)] or told
        if first and not any(same(saying.speaker, speaker) for speaker in [*first, *told]):
            yield Reason("speaker", f"the article attributes this to {first[0].text}, not {saying.speaker.text}")
        elif not first and (meant := _another(held, saying.speaker)):
            yield Reason("speaker", f"the article attributes this to {meant}, not {saying.speaker.text}")
        elif not _knows(saying.speaker, held) and not referred(held, saying.speaker):
            yield Reason("speaker", f"the article does not mention {saying.speaker.text}")


def _another(held: Held, speaker: Name) -> str:
    """Whom "he said" means in the closest sentence, where the sentences before it name only others; else ""."""
    if not _HE_SAID.search(held.best) or _said(speaker, held.best):
        return ""
    place = held.everything.index(held.best)
    before = names(" ".join([held.context[-200:], *held.everything[max(0, place - 2) : place]]))
    others = [name for name in before if name.kind in ("person", "single")]
    return "" if any(same(speaker, name) for name in before) or not others else others[-1].text


def swapped(held: Held) -> Iterator[Reason]:
    """A reason where two names have changed places around the same verb."""
    for role in roles(held.claim):
        if not _done(role, held) and any(_same_role(_turned(role), other) for other in _roles(held.aligned)):
            yield _swap(role.agent, role.patient)
            return
    for slot in slots(held.claim, held.best):
        for name in _inside(names(held.claim), slot.claim):
            rival = next(iter(_inside(names(held.best), slot.source)), None)
            if rival and not same(name, rival) and _said(rival, held.claim) and _said(name, held.best):
                if not _alone(held, slot, name, rival) or _listed(held.claim, name, rival):
                    continue
                if not any(_done(role, held) for role in roles(held.claim)):
                    yield _swap(name, rival)
                    return


def _swap(name: Name, rival: Name) -> Reason:
    return Reason("role", f"the article has {rival.text} and {name.text} the other way round")


def _roles(sentences: Sequence[str]) -> list[Role]:
    return [role for sentence in sentences for role in roles(sentence)]


def _turned(role: Role) -> Role:
    return Role(role.verb, role.patient, role.agent, role.passive)


def _same_role(claim: Role, source: Role) -> bool:
    return (
        _base(claim.verb) == _base(source.verb)
        and same(claim.agent, source.agent)
        and same(claim.patient, source.patient)
    )


def _base(verb: str) -> str:
    return stems(verb)[0] if stems(verb) else verb


def _done(role: Role, held: Held) -> bool:
    """Whether the source has the same one do the same to the same other."""
    return any(_same_role(role, other) for other in _roles(held.aligned))


def _known(sentences: Sequence[str]) -> list[Name]:
    return [name for sentence in sentences for name in names(sentence)]


def _knows(name: Name, held: Held) -> bool:
    low = frozenset(word for sentence in held.everything for word in stems(sentence))
    known = [*_known(held.everything), *names(held.context)]
    return any(same(name, other) for other in known) or low.issuperset(stems(name.text))


def _said(name: Name, text: str) -> bool:
    return any(same(name, other) for other in names(text))


def _inside(found: Sequence[Name], span: tuple[int, int]) -> list[Name]:
    return [name for name in found if span[0] <= name.start and name.end <= span[1]]


def _in_its_place(held: Held, name: Name) -> Name | None:
    """Another name where the source, otherwise in the same words, should have this one."""
    for slot in slots(held.claim, held.best):
        if slot.claim[0] < name.end and name.start < slot.claim[1]:
            for rival in names(held.best):
                overlaps = slot.source[0] < rival.end and rival.start < slot.source[1]
                if overlaps and not same(name, rival) and _alone(held, slot, name, rival):
                    return rival
    return None


def _alone(held: Held, slot: Slot, name: Name, rival: Name) -> bool:
    """Whether a name has been put for a name, and nothing besides: no passive, no other clause."""
    claim = held.claim[slot.claim[0] : slot.claim[1]]
    source = held.best[slot.source[0] : slot.source[1]]
    return _extra(claim, name) <= 1 and _extra(source, rival) <= 1


def _extra(text: str, name: Name) -> int:
    """How many words of `text` are not the name's."""
    return len([word for word in _ONLY_NAME.sub("", text).split() if word.strip(".,'’") not in name.text])


def _listed(claim: str, name: Name, rival: Name) -> bool:
    """Whether the two stand in a list, whose order says nothing."""
    other = next((found for found in names(claim) if same(found, rival)), rival)
    first, second = sorted((name, other), key=lambda found: found.start)
    return bool(_JOINED.fullmatch(claim[first.end : second.start]))
