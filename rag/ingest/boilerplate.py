"""What stands around an article on a web page, as one table of patterns. Every pattern must match a whole line.

A pattern belongs here when a line that matches it is boilerplate wherever it stands. Most are LABELS, which are never
tried on a line that ends as a sentence does: a missing pattern leaves a line too many, a false one loses an article's
words. Only SENTENCES can remove a whole sentence, so they are as narrow as they can be. Whether a line is a byline, a
date or the title depends on where it stands and is decided elsewhere (bylines.py, metadata.py, layout.py).
"""

from __future__ import annotations

import re
from functools import cache

IMAGE = r"\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?)"
_NETWORK = (
    r"(?:facebook|twitter|x|linkedin|whatsapp|telegram|pinterest|reddit|tumblr|email|e-mail|print|copy link|copy"
    r"|instagram|youtube|tiktok|messenger|threads|bluesky|mastodon|viber|flipboard|google news|rss|pocket)"
)
_SHARE = rf"(?:share|tweet|pin it|post|save|send|{_NETWORK})"
_LEGAL = (
    r"(?:privacy(?: policy| notice)?|cookies?(?: policy| settings| notice)?|terms(?: of (?:use|service))?|imprint|help"
    r"|terms (?:and|&) conditions|legal(?: notice)?|contact(?: us)?|about(?: us)?|advertise(?: with us)?|faq|careers"
    r"|site ?map|accessibility(?: statement)?|disclaimer|rss)"
)
_COVERAGE = r"(?:articles?|posts?|stor(?:y|ies)|news|content|topics?|links?|coverage|reading|videos?|headlines)"
_PICTURE = r"(?:(?:file |stock |cover )?(?:photo(?:graph)?|image|picture|illustration)s?)"
_CONSENT = (
    r"we (?:value|respect|care about) your privacy\b|your privacy (?:matters|is important)\b"
    r"|manage your (?:choices|consent|cookies|privacy|preferences)\b|cookies (?:help|allow) us\b"
    r"|(?:this|our) (?:web)?(?:site|page)s? (?:uses?|stores?|sets?) (?:cookies|information on your)\b"
    r"|(?:we|you|our|some|if you)\b(?=.{0,200}\b(?:your (?:device|data|personal data|consent|browser)|cookies"
    r"|legitimate interests?|personali[sz]ed (?:ads|content)))(?=.{0,200}\b(?:partners|vendors|cookies|consent)\b)"
)
"""How a request for consent begins."""
_PAYWALL = (
    r"(?:this|the|our) (?:premium )?(?:content|article|story|page|report) is "
    r"(?:only |reserved |exclusively |available )*(?:for|to) (?:our )?"
    r"(?:paying |premium |registered |digital )?(?:subscribers|members|readers with)\b"
    r"|(?:already|not yet|not) an? (?:subscriber|member)\b|(?:already )?have an account\?"
    r"|(?:please )?(?:log|sign) in (?:or (?:subscribe|register|sign up) )?to (?:continue|read|keep|view|access)\b"
    r"|(?:subscribe|register|sign up)(?: now| today| for free)? (?:to|and) (?:continue|read|keep|unlock|access|get)\b"
    r"|subscribe for \S{1,12} ?\w+|(?:to|want to) (?:continue|keep) reading\b"
    r"|(?:only )?(?:subscribers|members) can (?:read|access|continue|unlock|see)\b"
    r"|unlock (?:this|the full|unlimited|all)\b|become an? (?:member|subscriber|supporter)\b"
    r"|this (?:article|story) is free for registered\b|(?:get|enjoy) (?:unlimited|full) (?:digital )?access\b"
    r"|(?:please )?(?:disable|turn off|switch off|pause) .{0,20}\bad ?-?block"
    r"|support (?:our|quality|local|independent) .{0,20}\bjournalism\b"
    r"|you(?: have|['’]ve) (?:\d+|no|one|two|three|reached|read|used) .{0,40}\b(?:free|complimentary|limit)\b"
)
"""How a line before a wall begins."""
_DOMAIN = r"(?:com|org|net|info|news|gov|edu|int|io|tv|eu|gr|ru|uk|de|fr|lv|ua|it|es|pl|nl|ch|at|tr|in|cn|jp)"

LABELS: tuple[tuple[str, str], ...] = (
    (
        "skip link",
        r"(?:skip|jump) (?:to|past) (?:the )?(?:main |primary )?(?:content|navigation|menu|search|footer|article)",
    ),
    ("menu", r"(?:toggle |main |open |close )?(?:menu|navigation|nav)|search(?: for:?)?|(?:log|sign) ?(?:in|up|out)"),
    ("menu", r"register|my account|subscribe(?: (?:now|today|from|for)\b.{0,40})?|become a member|donate"),
    ("menu", r"close|loading|home(?: ?page)?"),
    ("breadcrumb", r"(?:you are here:? *)?(?:home ?page|home|start|front page) *(?:[»›>/→|]|::).+"),
    ("breadcrumb", r"[^»›]{1,60}(?: [»›] [^»›]{1,120}){2,}"),
    ("back to top", r"(?:back|return|scroll) to (?:the )?top|(?:load|show|view|see) (?:more|all)(?: \w+)?"),
    (
        "share",
        rf"share(?: (?:this|on|via|to|with)\b.{{0,40}}|(?:  | ?[|/·•>]).{{1,60}})?:?|{_SHARE}(?:[ ,|·•/]+{_SHARE})*",
    ),
    ("share", r"\d[\d,.]*k? (?:shares?|views?|likes?|retweets?)|click to (?:share|print|email|tweet)\b.{0,60}"),
    ("follow", r"(?:follow|like|join|find) (?:us|@\w+|our \w+(?: \w+)?)(?: (?:on|at) .{0,60})?"),
    ("newsletter", r"(?:enter )?your e-?mail(?: address)?(?: here)?|(?:(?:daily|weekly|our|the) )?newsletters?"),
    (
        "cookies",
        r"(?:accept|reject|allow|agree|refuse|decline|manage)(?: all)?"
        r"(?: cookies| preferences| and (?:continue|close))?"
        r"|cookie (?:settings|preferences|consent)|(?:manage |your )?privacy (?:choices|settings|preferences)",
    ),
    (
        "release",
        r"(?:news|media|press) (?:release|statement|notice|information)(?:(?:[:,]| [–—-]) [^:]{3,30})?"
        r"|for immediate (?:release|publication|use)",
    ),
    ("comments", r"(?:leave|post|add|write)(?: a| your)? (?:comment|reply)(?: cancel reply)?|\(?\d+\)? comments?"),
    ("comments", r"comments? ?\(\d+\)|no comments(?: yet)?|\d+ (?:responses|replies)|\d+ thoughts? on .{1,200}"),
    ("comments", r"join the (?:discussion|conversation)|be the first to comment"),
    (
        "comment form",
        r"comments?:?|(?:view|show|read)(?: all)? (?:\d+ )?comments|reply|name ?\*|e-?mail ?\*|website|submit",
    ),
    (
        "related",
        rf"(?:related|recommended|more|other|similar|latest|top|popular|trending|featured|recent) {_COVERAGE}"
        r"(?: (?:for|from|in|on|about) .{1,40})?:?|related:?|recommended(?: for you)?|trending(?: now)?",
    ),
    ("related", r"you (?:may|might|will) (?:also )?(?:like|love|enjoy|be interested in)\b.{0,20}"),
    ("related", r"most (?:read|popular|viewed|shared|commented)|what to read next|more (?:from|on|in|about) .{1,60}"),
    (
        "related",
        r"don['’]t miss|editor['’]?s['’]? (?:picks?|choice)|(?:see also|also read|read also|up next|read next):?",
    ),
    ("related", r"around the web|further reading:?|keep reading"),
    (
        "pointer",
        r"(?:continue|keep) reading .{1,100}|read (?:more|the (?:full|original|rest|whole)\b.{0,60})"
        r"|click here\b.{0,60}",
    ),
    ("pointer", r"(?:previous|next|older|newer)(?: (?:article|post|story|page|entry))?(?: ?[:»›←→|] ?.{0,160})?"),
    ("advertisement", r"(?:advertisements?|advert|ads?|sponsored|promoted)(?: (?:content|post|by|story)\b.{0,40})?"),
    ("advertisement", r"(?:story|article) continues (?:below|after)\b.{0,40}|scroll (?:down )?to continue\b.{0,30}"),
    ("advertisement", r"(?:skip|remove|close|report this) ads?|(?:paid|partner) content"),
    ("legal", rf"©.{{0,160}}|{_LEGAL}(?: ?[|·•,/&–-] ?{_LEGAL}| and {_LEGAL})*"),
    (
        "tags",
        r"(?:tags?|tagged(?: with| as)?|filed under|posted in|categor(?:y|ies)|topics?|keywords|labels) ?:.{0,200}",
    ),
    ("tags", r"(?:#[\w-]+[ ,|]*){2,}"),
    ("reading time", r"(?:estimated )?(?:reading|read) time:?.{0,30}|\d+[ -]min(?:ute)?s?(?: read)?"),
    (
        "reading time",
        r"listen to (?:this|the) (?:article|story)\b.{0,30}|\d+ (?:minutes?|hours?|days?|weeks?|months?) ago",
    ),
    ("photo credit", rf"\(?{_PICTURE}s? (?:by|courtesy(?: of)?|credit|via) .{{1,120}}|{_PICTURE} (?:/|\|) .{{1,120}}"),
    (
        "photo credit",
        r"(?!.*[.!?][\"”’]? (?:\([\w/ ]+\)|//? ?\w+)$).{0,200}(?:getty images"
        r"|(?<![.!?”\"])(?<![.!?”\"] )/ ?(?:afp|ap|reuters|epa|tass|sputnik)"
        r"|shutterstock|wikimedia commons)[)\]]?",
    ),
    ("image name", rf"!?\[.{{0,200}}\]\(.{{1,400}}\)|[\w%.()-]{{1,120}}{IMAGE}"),
    (
        "address",
        rf"<?(?:https?://|www\.)[^\s<>]+>?|[\w-]{{2,}}(?:\.[\w-]{{2,}})*\.{_DOMAIN}|\[[^\]]{{1,40}}\]: *\S+.{{0,120}}",
    ),
    ("rule", r"(?:[-=*_~#+·•|:–—] *){2,}|[-=*_~#|>•·–—]|(?:```|~~~).{0,30}|<!--.{0,280}-->"),
    ("markup", r"</?(?:div|span|p|br|hr|img|script|style|iframe)\b[^<>]{0,200}>"),
)

SENTENCES: tuple[tuple[str, str], ...] = (
    (
        "follow",
        rf"(?:follow|like|join|find|connect with) .{{1,40}} on {_NETWORK}(?:[ ,]+(?:and |& )?{_NETWORK})*"
        r"(?::? *(?:at )?@\w+| for .{1,40})?[.!]?",
    ),
    (
        "newsletter",
        r"(?:subscribe to|sign up (?:to|for|and get)) .{0,80}\b(?:newsletters?|inbox|alerts|updates)\b.{0,60}",
    ),
    ("newsletter", r"get .{1,80} (?:in|to|into) your (?:inbox|mailbox)\b.{0,40}"),
    ("cookies", r"(?:this|our) (?:web)?site uses cookies\b.{0,200}|we (?:and our partners )?use cookies\b.{0,200}"),
    (
        "cookies",
        r"by (?:continuing|using|clicking)\b.{0,80} (?:cookies|privacy policy|terms of (?:use|service))\b.{0,60}",
    ),
    ("cookies", rf"(?:{_CONSENT}).{{0,250}}"),
    ("paywall", rf"(?:{_PAYWALL}).{{0,160}}"),
    ("script", r"(?:please )?(?:enable|turn on|allow) (?:javascript|cookies)\b.{0,120}"),
    (
        "script",
        r"you need to enable javascript\b.{0,80}",
    ),
    ("script", r"your browser does not support\b.{0,80}"),
    ("comments", r"comments are closed\.|be the first to comment[.!]|join the (?:discussion|conversation)[.!]"),
    (
        "comment form",
        r"(?:your email address will not be published|required fields are marked|save my name, email)\b.{0,120}",
    ),
    ("comment form", r"you must be logged in to (?:post a )?comment\.|notify me of (?:new|follow-up)\b.{0,60}"),
    ("akismet", r"this site uses akismet\b.{0,200}|learn how your comment data (?:is|are) processed\."),
    ("pointer", r"(?:read more|see also|also read|read also|read next|related) ?[:»›>→|] ?.{1,160}"),
    ("pointer", r"click here to (?:subscribe|sign up|register|donate|join|read)\b.{0,60}"),
    ("pointer", r"the post .{1,200} (?:appeared|was published) first on .{1,80}|read more\."),
    (
        "legal",
        r"(?:copyright ?)?(?:©|\(c\)) ?\d{4}\b.{0,120}|copyright \d{4}\b.{0,120}|(?:.{0,80} )?all rights reserved\.",
    ),
    (
        "photo credit",
        rf"(?:{_PICTURE}|pic|(?:{_PICTURE} )?credits?|{_PICTURE} source|pictured|caption)"
        r"(?: (?:by|credit|courtesy of|via|from))? ?[:©].{0,280}",
    ),
)

MAX_LENGTH = 300
"""Characters: a longer line is never boilerplate."""
_SENTENCE_END = re.compile(r"(?:(?<!\.)\.|[!?])[\"'”’)]*$")
_BETWEEN = re.compile(r"(?<=[.!?])\s+")
_APART = re.compile(r"\s+(?:[/.>▸–—-]|//|--)\s+|\s*[|·•]\s*|\s{2,}")
_WAY = re.compile(r"\s[>▸]\s")
_SECTION = re.compile(r"(?:[^.!?]|\.(?=\S)){1,30}")
_DOTS = re.compile(r" ?(?:\.{3}|…)$")


@cache
def _one_pattern(rules: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """The rules as one pattern with a group for each, so that a line is read once."""
    return re.compile("|".join(f"(?P<rule{n}>{rule})" for n, (_, rule) in enumerate(rules)), re.IGNORECASE)


def boilerplate(line: str) -> str | None:
    """The name of the rule that the whole of `line`, or each of its sentences, is boilerplate by, or None."""
    if len(line) > MAX_LENGTH:
        return None
    found = _rule(line)
    if not found and len(sentences := _BETWEEN.split(line)) > 1:
        rules = [_rule(sentence) for sentence in sentences]
        found = rules[0] if all(rules) else None
    return found


def is_navigation(line: str) -> bool:
    """Whether a line looks like a menu or the way to a page ("News | Sport | Weather", "Science > Space").

    A line of a list or of a table may look so, too."""
    parts = _APART.split(line)
    few = _WAY.search(line) or any(boilerplate(part) == "menu" for part in parts)
    return len(parts) > (1 if few else 2) and all(map(_SECTION.fullmatch, parts))


def _rule(line: str) -> str | None:
    rules = SENTENCES if _SENTENCE_END.search(line[-8:]) else LABELS + SENTENCES
    found = _one_pattern(rules).fullmatch(_DOTS.sub("", line))
    return rules[int((found.lastgroup or "")[len("rule") :])][0] if found else None
