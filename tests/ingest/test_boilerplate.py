"""The table of boilerplate: what each rule takes, and the sentences that none of them may take."""

import re

import pytest

from rag.ingest.boilerplate import LABELS, MAX_LENGTH, SENTENCES, boilerplate, is_navigation
from tests.growth import grows_like_a_square

TAKEN = {
    "skip link": ["Skip to content", "Skip to main content", "Jump to navigation"],
    "menu": [
        "Menu",
        "Toggle navigation",
        "Search",
        "Search...",
        "Log in",
        "Sign up",
        "Home",
        "Subscribe",
        "Subscribe from 1 euro a month",
        "Close",
        "Donate",
    ],
    "breadcrumb": [
        "Home » World » Rivers rise",
        "Home > News > Rivers",
        "You are here: Home / News",
        "News › World › Rivers",
    ],
    "back to top": ["Back to top", "Load more", "Show all comments"],
    "share": [
        "Share",
        "Share this article",
        "Share on Facebook",
        "Share | Tweet | Print",
        "Share   Tweet   Save for later",
        "Facebook",
        "Facebook Twitter WhatsApp",
        "1.2k shares",
        "Click to share on X",
    ],
    "follow": [
        "Follow us",
        "Follow us on Telegram",
        "Follow us on Facebook and Twitter.",
        "Follow @rivers",
        "Follow her on X @jroe.",
    ],
    "newsletter": [
        "Subscribe to our newsletter",
        "Sign up for our daily newsletter and never miss a story.",
        "Newsletter",
        "Get the latest news in your inbox.",
        "Your email address",
    ],
    "cookies": [
        "This website uses cookies to improve your experience.",
        "We use cookies.",
        "Your privacy matters to us. Manage your choices at any time.",
        "Accept all cookies",
        "Accept",
        "By clicking you agree to our use of cookies.",
        "We value your privacy",
        "We value your privacy. Accept / Reject / Manage",
        "We and our 842 partners store and access information on your device, such as cookies, to personalise ads.",
        "Some of our partners process your data on the basis of legitimate interest.",
        "This page uses cookies to remember you. OK / Manage",
        "Cookies help us deliver our services. By using them, you agree.",
        "Privacy settings",
    ],
    "paywall": [
        "This content is for subscribers only.",
        "Subscribers can read the full article.",
        "Unlock this article for 99 cents.",
        "This article is free for registered readers. Register now to continue.",
        "Get unlimited access from 2 euros a month.",
        "Please turn off your ad blocker to continue.",
        "Support independent journalism. Become a member today.",
        "This content is for subscribers only. Already a subscriber? Log in to continue reading.",
        "Subscribe to continue reading",
        "You have 2 free articles left this month. Subscribe for 99 cents",
        "You’ve reached your limit of free articles.",
        "Have an account? Sign in to read.",
    ],
    "script": [
        "Please enable JavaScript to view this page.",
        "You need to enable JavaScript.",
        "Your browser does not support the video tag.",
    ],
    "release": ["FOR IMMEDIATE RELEASE", "Press release", "Media information, 4 March", "News release - embargoed"],
    "comments": [
        "Leave a Comment",
        "Join the conversation.",
        "Leave a Reply Cancel reply",
        "12 comments",
        "Comments (3)",
        "No comments yet",
        "Join the conversation",
        "Comments are closed.",
    ],
    "comment form": [
        "Comments",
        "Your email address will not be published. Required fields are marked *",
        "Reply",
        "Save my name, email, and website in this browser for the next time I comment.",
        "View 12 comments",
        "You must be logged in to post a comment.",
    ],
    "akismet": [
        "This site uses Akismet to reduce spam. Learn how your comment data is processed.",
        "Learn how your comment data is processed.",
    ],
    "related": [
        "You may also like",
        "Related articles",
        "Related:",
        "Most read",
        "More from Rivers",
        "Trending now",
        "Latest news",
        "Editor's picks",
        "Don’t miss",
        "Recommended for you",
        "See also:",
        "Around the web",
    ],
    "pointer": [
        "Read more",
        "Read more: Is the dam safe?",
        "Read more...",
        "Continue reading Rivers rise",
        "Next article",
        "Previous post: Dams",
        "Click here",
        "Click here to subscribe to our newsletter.",
        "The post Rivers rise appeared first on River News.",
    ],
    "advertisement": [
        "Advertisement",
        "ADVERTISEMENT",
        "Sponsored content",
        "Story continues below advertisement",
        "Skip ad",
    ],
    "legal": [
        "© 2026 River News",
        "© 2026 River News. All rights reserved.",
        "Copyright 2026 River News.",
        "Privacy Policy",
        "All rights reserved.",
        "Terms of Use | Privacy Policy | Contact us",
        "(c) 2026 Jane Roe",
    ],
    "tags": ["Tags: rivers, dams", "Filed under: Water", "Categories: Water, Energy", "#rivers #dams"],
    "reading time": ["5 min read", "Reading time: 5 minutes", "2 hours ago", "Listen to this article"],
    "photo credit": [
        "Photo: Jane Roe",
        "Photo: The dam in spring.",
        "Image credit: Jane Roe / River News",
        "(Photo by Jane Roe)",
        "The dam in spring. Jane Roe/Getty Images",
        "The minister at the dam / AFP",
        "Picture: © Jane Roe",
        "FILE PHOTO: The dam in spring.",
    ],
    "image name": ["1_1472.JPG", "dam-in-spring.webp", "![the dam](dam.png)"],
    "address": [
        "www.rivers.example",
        "https://rivers.example/dams?x=1",
        "<https://rivers.example>",
        "rivers.com",
        "rivers.co.uk",
    ],
    "rule": ["---", "***", "* * *", "=====", "•", "| --- | --- |", "<!-- a note -->", "```python"],
    "markup": ["<br>", "</div>", '<p class="x">'],
}


@pytest.mark.parametrize(("rule", "line"), [(rule, line) for rule, lines in TAKEN.items() for line in lines])
def test_each_rule_takes_its_lines(rule: str, line: str) -> None:
    assert boilerplate(line) == rule


def test_every_pattern_of_the_table_has_a_line_that_only_it_takes() -> None:
    """Otherwise a pattern could be taken away and no test would fail."""
    lines = [line for lines in TAKEN.values() for line in lines]
    named = {name for name, _ in LABELS + SENTENCES}
    assert named == TAKEN.keys()
    idle = [
        pattern
        for _, pattern in LABELS + SENTENCES
        if not any(re.fullmatch(pattern, re.sub(r" ?\.{3}$", "", line), re.IGNORECASE) for line in lines)
    ]
    assert idle == []


@pytest.mark.parametrize(
    "line",
    [
        "Copyright law in Europe is changing fast.",
        "Photos via satellite show that the dam has cracks.",
        "You will love this dam.",
        "Your email was never private.",
        "More on that later.",
        "No comment.",
        "No.",
        "“No comments.”",
        "Join us in the fight.",
        "Home is where the river is.",
        "Share prices of the dam's owner fell.",
        "Search for survivors goes on.",
        "Sign up opponents, the minister said.",
        "Read more books, she said.",
        "Related parties were heard.",
        "Like us, they drink from the river.",
        "Accept it.",
        "Listen: the river is rising.",
        "The river rose by a metre in May, its keeper said. (dpa/AFP)",
        "The river rose by a metre in May, its keeper said. // AP",
        "He supports the paper's journalism.",
        "Members can vote in May, the minister said.",
        "To join the conversation he climbed the dam.",
        "We use cookery books.",
        "The minister spoke to Reuters/AFP.",
        "He left a comment.",
        "Advertisement revenue fell by a third.",
        "Subscribe to that view and you lose the valley.",
        "The dam, the river › the sea.",
        "Cookies are baked here.",
        "By continuing, he ruined the valley.",
        "Terms of the deal are not known.",
        "Next to the dam stands a mill.",
        "Press release the lever twice",
        "Subscribe to that view and the valley is lost",
        "Subscribers from 1962 remember it",
        "Share of renewables falls to a third",
        "Follow the river on foot.",
        "1962",
        "A",
        "“Stop!”",
        "Our partners in the valley own the dam and all of its data.",
        "You have two weeks left, she said.",
        "This story is for children and for those who read to them.",
        "Already a third of the valley is under water.",
        "The minister spoke of the dam, its owner said. /AFP",
        "我们去公园吧！",
    ],
)
def test_no_rule_takes_a_sentence_of_an_article(line: str) -> None:
    assert boilerplate(line) is None


def test_a_long_line_is_no_boilerplate() -> None:
    assert boilerplate("© 2026 " + "River News " * 30) is None
    assert len("© 2026 " + "River News " * 30) > MAX_LENGTH


@pytest.mark.parametrize(
    "line",
    [
        "News | Sport | Weather 17°",
        "Home / Musik / Kultur",
        "HOME   STREAMING   GAMES",
        "Front page . Region . Tides",
        "Menu ▸ Comment",
        "Rivers.example > Debate",
        "Log in | Register",
        "Log in | Subscribe from 1.50 a week",
        "≡ Menu | Columns | Basket (0)",
        "新闻 | 体育 | 天气",
    ],
)
def test_a_row_of_sections_is_navigation(line: str) -> None:
    assert is_navigation(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Rivers rise",
        "Rivers rise | River News",
        "Why rivers rise - and why they fall",
        "A dam, a mill and a ferry",
        "The river rose. | It fell. | It rose.",
        "He asked: why? - Why not? - Because of the dam",
        "The valley remembers its first flood | The mill in winter and summer | The ferry",
        "Log in the river blocks the mill",
        "1.5 > 1.2.",
    ],
)
def test_a_headline_or_a_sentence_is_no_navigation(line: str) -> None:
    assert not is_navigation(line)


@pytest.mark.parametrize("mark", ["- ", "#a ", "a » ", "share ", "(", "photo ", "a.", "follow us on ", "privacy | "])
def test_a_line_made_to_be_slow_is_read_like_any_other(mark: str) -> None:
    def read(length: int) -> None:
        for _ in range(20):
            boilerplate((mark * length)[: length - 1] + "!")
            is_navigation((mark * length)[: length - 1] + "!")

    assert not grows_like_a_square(read, (MAX_LENGTH - 1) // 4)
