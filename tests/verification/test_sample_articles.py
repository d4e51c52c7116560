"""Sentences as a language model would write them about the sample articles: true ones pass, false ones do not."""

from functools import cache
from pathlib import Path

import pytest

from rag.types import Article, Passage, Verdict
from rag.verification import verify_words as verify

ARTICLES = Path(__file__).parents[2] / "articles"
SUMMIT, SANCTIONS = "2025-08-16-alaska-summit", "2025-11-24-lukoil-rosneft-sanctions"


@cache
def article(name: str) -> Article:
    return Article(id=name, text=(ARTICLES / f"{name}.md").read_text("utf-8"), title="")


def judged(name: str, sentence: str) -> Verdict:
    whole = article(name)
    return verify(sentence, [Passage(whole, 0, len(whole.text))])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (SUMMIT, "Trump and Putin held talks in Anchorage on August 15, 2025."),
        (SUMMIT, "The meeting lasted roughly three hours and took place at Joint Base Elmendorf-Richardson."),
        (SUMMIT, "Zelensky had not been invited to the summit."),
        (SUMMIT, "Trump rated the meeting ten out of ten in an interview with Fox News."),
        (SUMMIT, "Russia was represented by Putin, Lavrov and Ushakov."),
        (SUMMIT, "Trump said, \"There's no deal until there's a deal.\""),
        (SUMMIT, "Putin invited Trump to Moscow for the next meeting."),
        (SUMMIT, "Zelensky said he would go to Washington on 18 August."),
        (SUMMIT, "The Doomsday Clock stood at 89 seconds to midnight in January 2025."),
        (SUMMIT, "Before the meeting, Trump threatened severe consequences if Russia did not stop fighting."),
        (SANCTIONS, "The US Treasury sanctioned Rosneft and Lukoil on 22 October 2025."),
        (SANCTIONS, "Trump cancelled a second summit with Putin planned for Budapest."),
        (SANCTIONS, "Gunvor withdrew its offer on 6 November after the Treasury called it the Kremlin's puppet."),
        (SANCTIONS, "According to Putin, 28,595 sanctions had been imposed on Russian companies and individuals."),
        (SANCTIONS, "Congress approved around $175 billion, while Trump claimed the US had spent $350 billion."),
        (SANCTIONS, "Lukoil said on 27 October it would sell its foreign assets."),
        (SANCTIONS, "Putin described the sanctions as an unfriendly act."),
        (SANCTIONS, "Companies had until 21 November 2025 to wind down dealings with the two firms."),
    ],
)
def test_a_true_sentence_in_other_words_is_supported(name: str, sentence: str) -> None:
    verdict = judged(name, sentence)
    assert verdict.supported, verdict.reasons


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (SUMMIT, "Trump and Zelensky met in Anchorage on 15 August 2025."),
        (SUMMIT, "The talks lasted about five hours."),
        (SUMMIT, "Zelensky was invited to the summit."),
        (SUMMIT, "Trump invited Putin to hold the next meeting in Moscow."),
        (SUMMIT, "They parted with a ceasefire for Ukraine."),
        (SUMMIT, "Putin said that great progress had been made but that one important point was still open."),
        (SUMMIT, "Zelensky announced that he would travel to Washington on Friday, 15 August."),
        (SUMMIT, "New START runs out in February 2027."),
        (SANCTIONS, "Gunvor withdrew its offer on 27 October."),
        (SANCTIONS, "Trump said in March 2025 that 28,595 sanctions had been imposed on Russian companies."),
        (SANCTIONS, "Lukoil announced that it would buy foreign assets."),
        (SANCTIONS, "Rosneft is controlled by the Chinese state."),
        (SANCTIONS, "Congress approved about 350 billion dollars in all."),
        (SANCTIONS, "Zelensky condemned the sanctions and asked for more."),
        (SANCTIONS, "Britain listed both companies on 22 October."),
        (SANCTIONS, "Putin called off a second summit with Trump."),
        (SANCTIONS, "The sanctions did great harm to the Russian economy."),
    ],
)
def test_a_false_sentence_is_not_supported_and_says_why(name: str, sentence: str) -> None:
    verdict = judged(name, sentence)
    assert not verdict.supported
    assert verdict.reasons
