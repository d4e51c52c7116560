"""Word lists by which names, verbs and function words are told apart, where no parser is at hand."""

from __future__ import annotations

from rag.english.dates import CALENDAR
from rag.english.tokens import STOP_WORDS
from rag.english.vocabulary import word_set

VERBS = frozenset(
    """
    accept accuse accused agree agreed allow announce announced argue argued attack attend attended become began begin
    blame call called cause caused change claim claimed come complain considered cost create criticise criticize
    decide demand demanded deny describe did discussed do does emphasize end ended expect explain fail failed fall
    founded get give given go going had happen happened happens has have held help hit hold impose imposed increase
    insist involved join known last lead leave located lose made make makes manage mean means meet mention mentioned
    met need needs offer pay place plan play prefer prevent promise propose proposed publish reach read refer refuse
    reject remain report reported represent respond result return said sanctioned say says see seek seem send show
    sign signed speak start started state stated stay stop stress suggest support take taken takes talk tell think
    told travel try underline use used value valued view visit want wanted wants warn went win work works write
    wrote""".split()
)
PAST = frozenset(
    """
    arose ate bought broke brought built came chose cut drew drove fell felt flew fought found gave got grew heard
    kept knew laid led left let lost met paid put ran rose sank sat sent shook shot sold spent spoke stood stole struck
    swore taught threw took understood withdrew won wore""".split()
)
"""Verbs that end a phrase ("American sanctions came") and are no nouns."""
FUNCTION = STOP_WORDS | frozenset(
    "also and else ever many much still yet said say us was many according regarding about".split()
) - {"us"}
NOT_PEOPLE = (
    word_set("places")
    | CALENDAR
    | frozenset(
        """
    act african agency american arab article asian bank british canadian chinese christmas city clock cold company
    congress council crisis democrat democrats department duma dutch easter eastern european french fund german greek
    house indian iranian island israeli italian japanese kingdom korean kremlin ministry mountain nations network news
    nobel northern ocean parliament pentagon plan polish post project republic republican republicans river russian
    sea senate southern soviet spanish states street summit swedish times treaty turkish ukrainian union university
    war western""".split()
    )
)
