"""Names: whether the source knows them, who says it, and who does it to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.english.cast import Cast
from rag.english.entities import Name, names, same
from rag.english.quotes import quotations
from rag.english.reporting import sayings
from rag.english.roles import Role, roles
from rag.english.verbs import SAID
from rag.types import ReasonKind
from rag.verification.alignment import content
from rag.verification.evidence import ClaimEvidence, Finding, Slot, slots, stems

_IS = re.compile(r"\s(?:is|serves as)\s(?P<office>the\s[^,.;:]{3,60})")
_HE_SAID = re.compile(rf"\b(?:[Hh]e|[Ss]he) (?:\w+ly )?(?:{'|'.join(sorted(SAID))})\b")
MOSTLY = 0.6
"""From this share of its words on, one sentence is the claim's only source."""
_ONLY_NAME = re.compile(r"(?:the|a|an|mr|mrs|ms|dr)\s+", re.IGNORECASE)


def unknown(held: ClaimEvidence) -> Iterator[Finding]:
    """A reason for every name of the claim that the passages do not hold, or that stands in another's place."""
    settled = {name for role in roles(held.claim) if _done(role, held) for name in (role.agent, role.patient)}
    speakers = {saying.speaker for saying in sayings(held.claim)}
    for name in names(held.claim):
        if name in speakers or any(q.start <= name.start < q.end for q in quotations(held.claim)):
            continue
        there = _knows(name, held)
        rival = None if there and name in settled else _in_its_place(held, name)
        if rival and (not there or not _said(rival, held.claim)):
            yield Finding(ReasonKind.NAME, name.text, rival.text)
        elif not there:
            yield Finding(ReasonKind.NAME, name.text, contradicts=False, decisive=False)


def speakers(held: ClaimEvidence) -> Iterator[Finding]:
    """A reason where the claim has somebody else say it than its source does."""
    for saying in sayings(held.claim):
        speaker = saying.speaker
        turn, sentence = _turn(held, speaker)
        if turn and any(same(saying.speaker, turn) for saying in sayings(held.claim)):
            continue  # whom the one who has the word speaks of may be named as well
        if turn and not _said(speaker, sentence):
            yield Finding(ReasonKind.SPEAKER, speaker.text, turn.text)
            continue
        here = [other.speaker for other in sayings(held.best)]
        beside = [other.speaker for sentence in held.aligned[1:2] for other in sayings(sentence)]
        told = here if here and _mostly(held, speaker) else [*here, *beside]
        if (here or not _said(speaker, held.best)) and told and not any(same(speaker, other) for other in told):
            yield Finding(ReasonKind.SPEAKER, speaker.text, told[0].text)
        elif not here and (meant := _another(held, speaker)):
            yield Finding(ReasonKind.SPEAKER, speaker.text, meant)
        elif not _knows(speaker, held):
            yield Finding(ReasonKind.SPEAKER, speaker.text, contradicts=False, decisive=False)


def offices(held: ClaimEvidence) -> Iterator[Finding]:
    """A reason where the claim gives somebody an office that its source gives to another."""
    cast = Cast(held.aligned)
    for name in names(held.claim):
        match = _IS.match(held.claim, name.end)
        holder = cast.by_part(match["office"]) if match else None
        if holder and not any(same(name, other) for other in names(f"of {holder}")):
            yield Finding(ReasonKind.NAME, name.text, holder)


def _turn(held: ClaimEvidence, speaker: Name) -> tuple[Name | None, str]:
    """Who has the word in the sentence that is closest to what the claim has `speaker` say, and that sentence."""
    wanted = content(held.claim) - content(speaker.text)
    pairs = zip(held.turns, held.aligned, strict=False)
    return max(pairs, key=lambda pair: len(wanted & content(pair[1])), default=(None, ""))


def _mostly(held: ClaimEvidence, name: Name) -> bool:
    """Whether the closest sentence holds most of what the claim says besides the name."""
    wanted = content(held.claim) - content(name.text)
    return len(wanted & content(held.best)) >= MOSTLY * len(wanted)


def _another(held: ClaimEvidence, wanted: Name) -> str:
    """Whom "he said" means in the closest sentence, where the sentences before it name only others; else ""."""
    if not _HE_SAID.search(held.best) or _said(wanted, held.best):
        return ""
    place = held.everything.index(held.best)
    before = names(" ".join([held.context[-200:], *held.everything[max(0, place - 2) : place]]))
    others = [name for name in before if name.kind == "person" or (name.kind == "single" and _acts(name, held))]
    return "" if any(same(wanted, name) for name in before) or not others else others[-1].text


def _acts(name: Name, held: ClaimEvidence) -> bool:
    """Whether somebody of that name says or does something in the passages: no place and no thing."""
    text = " ".join([held.context[-200:], *held.everything])
    return any(same(name, saying.speaker) for saying in sayings(text)) or any(same(name, r.agent) for r in roles(text))


def swapped(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt where two names have changed places around the same verb."""
    for role in roles(held.claim):
        if not _done(role, held) and any(_same_role(_turned(role), other) for other in _roles(held.aligned)):
            yield _swap(role.agent, role.patient)
            return
    for slot in slots(held.claim, held.best):
        for name in _inside(names(held.claim), slot.claim):
            rival = next(iter(_inside(names(held.best), slot.source)), None)
            if not rival or same(name, rival) or not (_said(rival, held.claim) and _said(name, held.best)):
                continue
            if _alone(held, slot, name, rival) and not any(_done(role, held) for role in roles(held.claim)):
                yield _swap(name, rival)
                return


def _swap(name: Name, rival: Name) -> Finding:
    return Finding(ReasonKind.ROLE, name.text, rival.text)


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


def _done(role: Role, held: ClaimEvidence) -> bool:
    """Whether the source has the same one do the same to the same other."""
    return any(_same_role(role, other) for other in _roles(held.aligned))


def _known(sentences: Sequence[str]) -> list[Name]:
    return [name for sentence in sentences for name in names(sentence)]


def _knows(name: Name, held: ClaimEvidence) -> bool:
    low = frozenset(word for sentence in held.everything for word in stems(sentence))
    if low.issuperset(stems(name.text)) or any(same(name, other) for other in _known(held.everything)):
        return True
    return any(same(name, other) for other in names(held.context))  # the longest, so the last to be read


def _said(name: Name, text: str) -> bool:
    return any(same(name, other) for other in names(text))


def _inside(found: Sequence[Name], span: tuple[int, int]) -> list[Name]:
    return [name for name in found if span[0] <= name.start and name.end <= span[1]]


def _in_its_place(held: ClaimEvidence, name: Name) -> Name | None:
    """Another name where the source, otherwise in the same words, should have this one."""
    for slot in slots(held.claim, held.best):
        if slot.claim[0] < name.end and name.start < slot.claim[1]:
            for rival in names(held.best):
                overlaps = slot.source[0] < rival.end and rival.start < slot.source[1]
                if overlaps and not same(name, rival) and _alone(held, slot, name, rival):
                    return rival
    return None


def _alone(held: ClaimEvidence, slot: Slot, name: Name, rival: Name) -> bool:
    """Whether a name has been put for a name, and nothing besides: no passive, no other clause."""
    claim = held.claim[slot.claim[0] : slot.claim[1]]
    source = held.best[slot.source[0] : slot.source[1]]
    return _extra(claim, name) <= 1 and _extra(source, rival) <= 1


def _extra(text: str, name: Name) -> int:
    """How many words of `text` are not the name's."""
    return len([word for word in _ONLY_NAME.sub("", text).split() if word.strip(".,'’") not in name.text])
