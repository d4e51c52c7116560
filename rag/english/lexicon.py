"""Word lists of the checks: opposites, hedges, verbs of saying, titles. All written for this project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources

from rag.english.tokens import STOP_WORDS

SAID = frozenset(
    """say says said saying tell tells told state states stated add adds added claim claims claimed argue argues
    argued note notes noted announce announces announced declare declares declared explain explains explained
    insist insists insisted warn warns warned remark remarks remarked write writes wrote report reports reported
    suggest suggests suggested believe believes believed stress stresses stressed emphasize emphasizes
    emphasized emphasise emphasised acknowledge acknowledges acknowledged admit admits admitted reply replies
    replied respond responds responded recall recalls recalled think thinks thought tweeted commented conclude
    concludes concluded predict predicts predicted confirm confirms confirmed deny denies denied complain
    complains complained ask asks asked reveal reveals revealed quipped joked wondered""".split()
)
DENIED = frozenset(
    """deny denies denied denying reject rejects rejected dismiss dismisses dismissed dispute disputes disputed refute
    refutes refuted rebut rebuts rebutted doubt doubts doubted question questions questioned contest contests
    contested debunk debunks debunked disprove disproves disproved""".split()
)
TITLES = frozenset(
    """mr mrs ms miss dr prof professor sir dame lord lady president premier minister secretary chancellor senator
    governor mayor judge justice king queen prince princess pope general colonel captain admiral chairman
    chairwoman chief executive officer director ambassador representative congressman congresswoman deputy vice
    foreign prime ceo cfo coo spokesman spokeswoman spokesperson analyst coach commissioner former""".split()
)
PEOPLES = dict(
    pair.split("/")
    for pair in """american/us british/uk britain/uk english/england french/france german/germany chinese/china
    dutch/netherlands danish/denmark swedish/sweden finnish/finland polish/poland spanish/spain turkish/turkey
    greek/greece swiss/switzerland irish/ireland scottish/scotland welsh/wales japanese/japan
    portuguese/portugal russian/russia ukrainian/ukraine italian/italy indian/india iranian/iran iraqi/iraq
    israeli/israel european/europe canadian/canada mexican/mexico brazilian/brazil australian/australia
    austrian/austria belgian/belgium hungarian/hungary norwegian/norway korean/korea vietnamese/vietnam
    syrian/syria egyptian/egypt african/africa asian/asia pakistani/pakistan afghan/afghanistan kiev/kyiv""".split()
)
"""A people, or another spelling, and the name that stands for both in a comparison."""

HEDGES = frozenset(
    """reportedly allegedly apparently possibly probably perhaps maybe likely unlikely may might could supposedly
    purportedly seemingly presumably alleged suspected rumoured rumored potential potentially possible
    unconfirmed""".split()
)
HEDGE_PHRASES = (
    r"plan(?:s|ned|ning)? (?:to|on)",
    r"consider(?:s|ed|ing)?",
    r"expect(?:s|ed)? to",
    r"(?:is|are|was|were|be) (?:expected|believed|thought|rumou?red|said|likely|unlikely|(?:set|due)(?= to [a-z])) to",
    r"hope(?:s|d)? to",
    r"intend(?:s|ed)? to",
    r"aim(?:s|ed)? to",
    r"want(?:s|ed)? to",
    r"seem(?:s|ed)? to",
    r"appear(?:s|ed)? to",
    r"try(?:ing)? to|tries to|tried to",
    r"propos(?:es|ed|ing)",
    r"if",
    r"would",
    r"according to",
)
_VERB_OPPOSITES = """
    rise/fall increase/decrease gain/lose win/lose grow/shrink accept/reject support/oppose allow/ban permit/forbid
    strengthen/weaken raise/lower begin/end start/stop open/close buy/sell succeed/fail confirm/deny agree/disagree
    approve/reject improve/worsen attack/defend praise/criticize love/hate like/dislike include/exclude
    encourage/discourage enter/leave arrive/depart remember/forget appear/disappear accelerate/slow widen/narrow
    climb/drop jump/plunge surge/plunge soar/plummet outperform/underperform welcome/condemn join/leave enable/prevent
    lengthen/shorten push/pull lend/borrow import/export hire/fire freeze/release advance/retreat add/remove
    expand/shrink upgrade/downgrade tighten/ease boost/cut trust/distrust convict/acquit admit/deny hide/reveal
    lift/impose rise/drop rise/decline increase/decline increase/reduce grow/decline climb/fall rally/slump gain/drop
    embrace/reject back/oppose continue/stop build/destroy create/destroy protect/threaten help/hinder promote/prevent
    hinder/improve hinder/boost impair/improve destroy/protect ruin/protect damage/protect dismiss/acknowledge
    ignore/acknowledge ignore/embrace avoid/embrace complicate/streamline complicate/simplify highlight/hide
    restrict/expand agree/refuse accept/refuse persist/subside conclude/begin praise/blame lower/boost
    acquire/sell teach/learn give/take send/receive survive/die marry/divorce
"""
_IRREGULAR = {
    "rise": "rises rose risen rising",
    "fall": "falls fell fallen falling",
    "lose": "loses lost lost losing",
    "win": "wins won won winning",
    "grow": "grows grew grown growing",
    "shrink": "shrinks shrank shrunk shrinking",
    "forbid": "forbids forbade forbidden forbidding",
    "begin": "begins began begun beginning",
    "buy": "buys bought bought buying",
    "sell": "sells sold sold selling",
    "leave": "leaves left left leaving",
    "forget": "forgets forgot forgotten forgetting",
    "lend": "lends lent lent lending",
    "freeze": "freezes froze frozen freezing",
    "cut": "cuts cut cut cutting",
    "hide": "hides hid hidden hiding",
    "build": "builds built built building",
    "teach": "teaches taught taught teaching",
    "give": "gives gave given giving",
    "take": "takes took taken taking",
    "send": "sends sent sent sending",
    "die": "dies died died dying",
    "slow": "slows slowed slowed slowing",
    "beat": "beats beat beaten beating",
    "tell": "tells told told telling",
    "meet": "meets met met meeting",
    "lead": "leads led led leading",
    "hit": "hits hit hit hitting",
    "shoot": "shoots shot shot shooting",
    "sue": "sues sued sued suing",
    "follow": "follows followed followed following",
    "overtake": "overtakes overtook overtaken overtaking",
    "overthrow": "overthrows overthrew overthrown overthrowing",
    "pay": "pays paid paid paying",
    "see": "sees saw seen seeing",
    "fight": "fights fought fought fighting",
}
_DOUBLED = frozenset("drop plummet slump permit ban stop acquit plan admit rob submit transfer refer".split())
_WORD_OPPOSITES = """
    more/less more/fewer higher/lower high/low before/after above/below up/down larger/smaller large/small big/small
    bigger/smaller longer/shorter long/short stronger/weaker strong/weak better/worse best/worst good/bad faster/slower
    fast/slow early/late earlier/later first/last most/least most/fewest many/few always/never all/none inside/outside
    north/south east/west northern/southern eastern/western left/right positive/negative public/private legal/illegal
    possible/impossible likely/unlikely successful/unsuccessful successfully/unsuccessfully domestic/foreign
    old/new older/newer older/younger rich/poor hot/cold heavy/light wide/narrow deep/shallow easy/difficult easy/hard
    cheap/expensive safe/dangerous known/unknown happy/unhappy happy/sad satisfied/dissatisfied optimistic/pessimistic
    guilty/innocent increase/decrease rise/fall gain/loss gains/losses profit/loss profits/losses success/failure
    victory/defeat growth/decline strength/weakness advantage/disadvantage majority/minority maximum/minimum
    beginning/end top/bottom supporters/opponents friend/enemy ally/enemy allies/enemies war/peace present/absent
    male/female men/women man/woman husband/wife brother/sister son/daughter father/mother major/minor
    temporary/permanent partially/fully partly/entirely rarely/often sometimes/always bullish/bearish
    significant/insignificant effective/ineffective complete/incomplete able/unable willing/unwilling
    necessary/unnecessary similar/different same/different internal/external upper/lower front/back over/under
    frequently/rarely day/night summer/winter urban/rural remote/local ancient/modern
    include/exclude including/excluding with/without toughest/easiest largest/smallest biggest/smallest
    abundant/scarce abundance/lack presence/lack presence/absence accurately/approximately exactly/approximately
    precisely/approximately affordable/expensive complicated/simple complex/simple complex/easy input/output
    sunny/cloudy sunny/rainy basic/advanced general/specific generic/specific fixed/flexible fixed/adjustable
    global/local globally/locally growth/shrinkage inflation/deflation foe/friend foes/friends indoor/outdoor
    indoors/outdoors losses/earnings low/moderate high/moderate poor/good poorly/well rare/common rarely/commonly
    barely/commonly selfish/selfless smallest/greatest least/greatest scarce/plentiful traditional/modern
    separate/combined vague/clear vivid/dull vivid/vague young/elderly true/false right/wrong past/future
    next/previous reward/risk benefit/drawback benefits/drawbacks defense/offense weekday/weekend none/some
    never/often hidden/visible implicit/explicit manual/automatic manually/automatically contentment/frustration
    collaboration/competition admiration/contempt farewell/welcome absence/presence optimism/pessimism pass/fail
    passed/failed demand/supply buyer/seller buyers/sellers winner/loser winners/losers import/export
    imports/exports arrival/departure entrance/exit question/answer cause/prevent open/shut empty/full quiet/loud
    unlimited/limited heavily/lightly sharply/slightly significantly/slightly substantially/slightly
    highest/lowest longest/shortest strongest/weakest fastest/slowest oldest/youngest oldest/newest
    """
ROLE_VERBS = """accuse blame praise criticize criticise attack defeat beat sue support oppose back warn urge ask invite
    thank meet congratulate condemn kill shoot arrest marry divorce hire fire appoint nominate succeed replace
    acquire buy sell follow lead join challenge fight invade occupy conquer bomb defend help pay advise mock
    insult threaten reject overtake outperform overthrow trust fear admire influence teach train recruit endorse
    pressure sanction call contact visit question interview reassure inform remind order command persuade
    convince betray deceive outscore surpass fund finance supply employ inspire pursue capture rescue elect
    propose instruct tell hit see""".split()
OPENERS = frozenset("furthermore moreover notwithstanding amidst tomorrow tonight lastly".split())
"""Words that often open a sentence and are no names, though they are rare inside one."""
PREFIXES = "un non dis in im ir il mis dys".split()
ADVERBS = frozenset(
    "also however very quickly recently currently significantly further strongly largely mainly really quite".split()
)


@cache
def common() -> frozenset[str]:
    """Words that are common in lower case: with a capital at the start of a sentence they are no name."""
    text = resources.files("rag.english").joinpath("data/common.json").read_text("ascii")
    return frozenset(json.loads(text)) | STOP_WORDS


def forms(verb: str) -> tuple[str, str, str, str, str]:
    """A verb as base, third person, past, participle and -ing form."""
    if verb in _IRREGULAR:
        third, past, participle, ing = _IRREGULAR[verb].split()
        return verb, third, past, participle, ing
    if verb.endswith("e"):
        past, ing = verb + "d", verb[:-1] + "ing"
    elif verb.endswith("y") and verb[-2] not in "aeou":
        past, ing = verb[:-1] + "ied", verb + "ing"
    elif verb in _DOUBLED:
        past, ing = verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    else:
        past, ing = verb + "ed", verb + "ing"
    return verb, _third(verb), past, past, ing


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in "aeou":
        return verb[:-1] + "ies"
    return verb + "s"


def _pairs() -> Iterator[tuple[str, str]]:
    for pair in _WORD_OPPOSITES.split():
        left_word, right_word = pair.split("/")
        yield left_word, right_word
    for pair in _VERB_OPPOSITES.split():
        left, right = (forms(verb) for verb in pair.split("/"))
        yield from zip(left, right, strict=True)


@cache
def opposites() -> dict[str, tuple[str, ...]]:
    """For every word that has one, its opposites in the same form, the closest first."""
    found: dict[str, dict[str, None]] = {}
    for left, right in _pairs():
        found.setdefault(left, {})[right] = None
        found.setdefault(right, {})[left] = None
    return {word: tuple(others) for word, others in found.items()}


def negated(word: str, other: str) -> bool:
    """Whether one of two words is the other with a prefix that denies it ("unsuitable", "suitable")."""
    short, long = sorted((word.casefold(), other.casefold()), key=len)
    return len(short) > 3 and any(long in (prefix + short, f"{prefix}-{short}") for prefix in PREFIXES)


@cache
def role_forms() -> dict[str, tuple[str, str]]:
    """For every form of a verb that takes a person on both sides: its base and the form's name."""
    names = ("base", "third", "past", "participle", "ing")
    found: dict[str, tuple[str, str]] = {}
    for verb in ROLE_VERBS:
        for name, form in zip(names, forms(verb), strict=True):
            found.setdefault(form, (verb, name))
    return found
