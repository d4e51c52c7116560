"""Half a sentence: what the source says only as somebody's word, denies, or leaves open ("Lund denied that …")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.english.verbs import DENIED, SAID
from rag.types import ReasonKind
from rag.verification.alignment import content
from rag.verification.evidence import ClaimEvidence, Finding

MOSTLY = 0.8
"""From this share of what it has from a sentence on, a claim rests on the half that has it."""
LEAST = 0.5
"""A sentence that holds less of a claim's words is not what it rests on."""
SHOWN = 80
"""So many characters of what stands before the half are shown."""
_LAST_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s|\n")
_GOVERNS = re.compile(
    r"\b(?:that|whether|if|unless|because of|believe[sd]?|thinks?|thought|claim(?:s|ed)?|sa(?:ys?|id)|denie[sd]|writes?"
    r"|reportedly|allegedly|supposedly|may|might|could|would|not|never|cannot)\W*$|n['’]t\W*$"
    r"|\b(?:accus\w+|suspect\w*|charged) [^.;]{0,80}\b(?:of|with)\W*$"
    r"|\b(?:denie[sd]|not true|untrue|false|unless|ignore)\b",
    re.IGNORECASE,
)
_FACTIVE = re.compile(
    r"\b(?:(?:to|should) note|noting|noted|facts?|show(?:s|ed|n)?|mean[st]?|found|prove[sdn]?|demonstrate[sd]?|clear"
    r"|certain|kn[eo]ws?|known|so|such|reali[sz]e[sd]?|learn(?:s|ed|t)?) that\W*$",
    re.IGNORECASE,
)
"""What follows is so: whoever shows it, knows it or notes it does not leave it open."""
_CERTAIN = re.compile(r"\b(?:no|without(?: a)?|beyond) (?:doubt|question) that\W*$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no|never|nobody|none|nothing|cannot|if|whether)\b|n['’]t\b", re.IGNORECASE)
_DENIAL = "|".join([*sorted(DENIED), "no (?:evidence|proof|sign|truth)", "not true", "untrue", "false", "wrong"])
_DENIES = re.compile(
    rf"(?<!\bno )(?<!\bwithout )\b(?:{_DENIAL})\b(?: (?:\w+ ){{0,2}}?)"
    r"(?:that|whether|claims?|reports?|rumou?rs?|allegations?)\b"
    r"|\bden(?:y|ies|ied|ying)\b (?P<gerund>(?:ever )?(?:having|being|\w{3,}ing)\b)?",
    re.IGNORECASE,
)
_ACCUSES = re.compile(r"\b(?:accus(?:e[sd]?|ing)|suspect(?:s|ed|ing)?|charged)\b(?P<whom>[^.;]{0,80}?) (?:of|with)\b")
_SAYS = re.compile(
    rf"\b(?:{'|'.join(sorted(SAID))})\b(?: (?!that\b)[\w’']+){{0,3}}? that\b"
    r"|\b(?:said|says|claimed|claims|believes?|believed|thinks|thought|insists|insisted|argues|argued)"
    r"(?= (?:the|a|an|it|he|she|they|there|this|no|[A-Z]\w+)\b)",
)
_ATTRIBUTED = re.compile(
    rf"\b(?:{'|'.join(sorted(SAID | DENIED))}|according to|in the words of|for (?:him|her|them)"
    r"|accus\w+|alleg\w+|suspect\w*|charge[sd]?|indict\w+)\b|[“”\"]",
    re.IGNORECASE,
)


def embedded(held: ClaimEvidence) -> Iterator[Finding]:
    """A doubt where the claim is only half a sentence of its source, which says, denies or doubts it.

    A claim that names a speaker or denies something itself is left to the checks of speakers and negations."""
    lead = governed_by(held.claim, held.passages)
    if not lead and not _ATTRIBUTED.search(held.claim):
        lead = _lead(held)
    if lead:
        yield Finding(ReasonKind.REPORTED, source=lead, contradicts=False, always=True)


def governed_by(text: str, sources: Sequence[str]) -> str:
    """The words that `text` depends on where it is half a sentence of the sources: "Lund denied that"; "" else.

    Literally it stands there, and it is not what the article says: somebody says it, or denies it, or tells to write
    it."""
    parts = re.findall(r"\w+", text)
    # Making the pattern takes longer than finding that no source holds all the words.
    sources = [source for source in sources if all(part.casefold() in source.casefold() for part in parts)]
    if not parts or not sources:
        return ""
    said = re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, parts)) + r"(?!\w)", re.IGNORECASE)
    leads = [_LAST_SENTENCE.split(source[: found.start()])[-1] for source in sources for found in said.finditer(source)]
    return leads[0].strip() if leads and all(map(_open, leads)) else ""


def _open(lead: str) -> bool:
    """Whether what follows these words is not said to be so."""
    if not _GOVERNS.search(lead) or _CERTAIN.search(lead):
        return False
    return bool(_NOT.search(lead)) or not _FACTIVE.search(lead)


def _lead(held: ClaimEvidence) -> str:
    """The same of a claim in other words: what it has from the closest sentences stands in the half of each."""
    wanted = content(held.claim)
    most = max((len(wanted & content(sentence)) for sentence in held.aligned), default=0)
    if most < LEAST * len(wanted):
        return ""
    shared = [(sentence, wanted & content(sentence)) for sentence in held.aligned]
    leads = [_behind(sentence, words) for sentence, words in shared if len(words) == most]
    return leads[0] if all(leads) else ""


def _holds(text: str, wanted: frozenset[str], share: float = MOSTLY) -> bool:
    return bool(wanted) and len(wanted & content(text)) >= share * len(wanted)


def _behind(sentence: str, wanted: frozenset[str]) -> str:
    """The words that the half of `sentence` which holds `wanted` depends on; "" where it is no half."""
    for match in [*_DENIES.finditer(sentence), *_ACCUSES.finditer(sentence), *_SAYS.finditer(sentence)]:
        before, after, rest, share = content(sentence[: match.start()]), sentence[match.end() :], wanted, MOSTLY
        verb = match.groupdict().get("gerund") or ""
        if verb or match.re is _ACCUSES:
            # Who "denied selling" it has not sold it, and who is "accused of selling" it may not have: another form.
            whom, after = ("", after) if verb else (match["whom"], after.partition(", ")[0])
            after, rest, share = f"{verb} {whom} {after}", wanted - before, 0.5
        if (
            _holds(after, rest, share)
            and not wanted <= before
            and (match.re is not _SAYS or _open(sentence[: match.end()]))
        ):
            return sentence[: match.end()].strip()[-SHOWN:]
    return ""
