"""Which article a question names as where it wants to hear it from: "What does Reuters say …", "In the interview …".

A name is only preferred, never a filter: the outlet may be the subject, and another article may quote it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from rag.english.tokens import terms
from rag.types import Article

_THE = re.compile(r"^the\s+", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:news|online|media|international|magazine|newspaper|english)$", re.IGNORECASE)
_SITE = re.compile(r"(?:www\.)?([\w-]{2,})(?:\.(?:com?|org|net|gov|ac))?\.[a-z]{2,10}", re.IGNORECASE)
_PEOPLE = re.compile(r"\s*(?:,|;|&|\||\band\b|\s[–—-]\s)\s*")
_LONG_TITLE = 4
_LONG_SITE = 6
"""A site's name of so many letters is no common word, and need not be written with a capital."""
_FORMS = {
    "column": "column columnist opinion op-ed commentary comment",
    "columnist": "column columnist opinion op-ed commentary comment",
    "op-ed": "column columnist opinion op-ed commentary comment",
    "commentary": "column columnist opinion op-ed commentary comment",
    "editorial": "editorial leader",
    "interview": "interview q-and-a",
    "hearing": "hearing testimony",
    "transcript": "transcript hearing interview",
    "press release": "release",
    "communique": "communique communiqué",
    "communiqué": "communique communiqué",
    "live blog": "live liveblog",
    "explainer": "explainer explained",
    "correction": "correction",
}
"""What one calls an article by its form, and the words in titles and addresses of such."""
_FORM = re.compile(rf"\b(?:the|this|that) (?:\w+ )?(?P<form>{'|'.join(sorted(_FORMS, key=len, reverse=True))})\b", re.I)
_END = re.compile(r"(?:(?<!according )\bto|\b(?:until|till|from|since|after|before)) $", re.I)
"""What stands before an event that a time ends or begins with: "until the hearing" is told of by others as well."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def spoken(question: str, article: Article) -> str:
    """The words by which the question names the outlet, the site, an author, the title or the form of the article; or
    ""."""
    patterns = _patterns(article.publisher or "", article.author or "", article.url or "", article.title)
    for pattern in patterns:
        for found in pattern.finditer(question):
            said = found.group()
            if " " in said or len(said) >= _LONG_SITE or said[0].isupper() or said[0].isdigit() or question.islower():
                return said
    named = _FORM.search(question)
    if not named or _END.search(question[: named.start()]):
        return ""
    return "" if _called(article).isdisjoint(_FORMS[named["form"].casefold()].split()) else named["form"]


def _called(article: Article) -> frozenset[str]:
    """The words of its title and its address; a file's name may be cut at its hyphens."""
    address = urlsplit(article.url).path if article.url else article.id
    found = {word.casefold() for word in _WORD.findall(f"{article.title} {address}")}
    return frozenset(found.union(*(word.split("-") for word in found)))


@lru_cache(maxsize=4_096)
def _patterns(publisher: str, author: str, url: str, title: str) -> tuple[re.Pattern[str], ...]:
    names = [*_outlet(publisher), *_site(urlsplit(url).hostname or "" if "//" in url else "")]
    for person in _PEOPLE.split(author):
        if len(words := person.split()) > 1:
            names += [person, words[-1]]
    if len(title.split()) >= _LONG_TITLE:
        names.append(title)
    return tuple(_pattern(name) for name in dict.fromkeys(names) if len(name) > 1 and terms(name))


def _outlet(publisher: str) -> list[str]:
    """The names an outlet goes by: "The BBC News" is also the BBC."""
    if site := _site(publisher):
        return [publisher, *site]
    bare = _THE.sub("", publisher.strip())
    return [bare, _TAIL.sub("", bare)]


def _site(host: str) -> list[str]:
    """ "www.theguardian.com" is also "theguardian" and "guardian"."""
    found = _SITE.fullmatch(host.strip())
    return [found.group(1), re.sub(r"^the-?(?=\w{3})", "", found.group(1))] if found else []


def _pattern(name: str) -> re.Pattern[str]:
    words = r"[\s-]+".join(map(re.escape, name.split()))
    # An abbreviation in small letters is a word: "it" is no name for IT, nor is "us" for US.
    flags = re.NOFLAG if name.isupper() and len(name) <= 4 else re.IGNORECASE
    return re.compile(rf"(?<!\w){words}(?!\w)", flags)
