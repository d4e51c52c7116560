"""Word lists by which names, verbs and function words are told apart, where no parser is at hand."""

from __future__ import annotations

from rag.english.tokens import STOP_WORDS

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
AUXILIARIES = frozenset("is are was were do does did has have had can could will would should may might must".split())
PLACES = frozenset(
    """
    afghanistan africa alaska america anchorage argentina armenia asia australia austria baghdad beijing belarus
    belgium berlin brazil britain brussels bulgaria canada china crimea cuba cyprus czechia denmark donbas donbass
    donetsk dubai egypt england estonia europe finland france gaza geneva georgia germany greece hungary iceland india
    indonesia iran iraq ireland israel istanbul italy japan jerusalem jordan kazakhstan kenya kherson kiev korea
    kuwait kyiv latvia lebanon libya lithuania london luhansk mexico minsk moldova moscow netherlands norway pakistan
    palestine paris poland portugal qatar riyadh romania russia scotland serbia slovakia slovenia spain sudan sweden
    switzerland syria taiwan tehran tokyo turkey ukraine venezuela vienna vietnam warsaw washington yemen zaporizhia
    zaporizhzhia""".split()
)
NOT_PEOPLE = PLACES | frozenset(
    """
    act african agency american april arab article asian august bank british canadian chinese christmas city clock
    cold company congress council crisis december democrat democrats department duma dutch easter eastern european
    february french friday fund german greek house indian iranian island israeli italian january japanese july june
    kingdom korean kremlin march may ministry monday mountain nations network news nobel northern november ocean
    october parliament pentagon plan polish post project republic republican republicans river russian saturday sea
    senate september southern soviet spanish states street summit sunday swedish thursday times treaty tuesday turkish
    ukrainian union university war wednesday western""".split()
)
