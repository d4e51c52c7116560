"""Train the evidence reader further on whole questions: one choice among the sentences of all windows that a search
finds, or none of them.

    python -m training.whole_questions FOLDER --start WEIGHTS [--exposures N]

One window at a time (training/reader.py) teaches which sentence of it answers, but not that what answers in one window
has to stand out from what looks like it in seven others, nor how rarely a near miss may look like an answer when it has
eight chances. The questions of the affairs are asked over what the product's search finds; questions of SQuAD and QED
and those written over single passages over their own passage among the passages that share most words with them.
The log is written to training/whole_questions.log.json.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from torch import Tensor
from torch.nn.functional import cross_entropy

from benchmarks.metrics import auroc, refused
from rag.english.tokens import terms
from training import written_passages
from training.labelled_news import AFFAIRS, found_examples
from training.loop import CACHE, ROOT, SEED, Trainer, filled
from training.reader import SPAN_SHARE, TARGET, TITLED, ReaderTrainer
from training.reader_data import Example, cropped, examples, held_back
from training.reader_network import Coded, collate

LOG = ROOT / "training" / "whole_questions.log.json"
AROUND = 4
"""Passages that stand around one that a question was written for."""
WORDS = 120
"""Words of such a passage that are read."""
PUBLIC_KEPT, WRITTEN_KEPT = 0.06, 0.25
"""So much of the public questions, and of those written over single passages, is read in each round."""
PUBLIC = ("squad", "qed")
FROZEN = 1
"""The lowest layers are not trained."""
UNNAMED_TIMES = 2
"""How often a question is read in each round whose answer does not name what it is about: they are few."""
HELD_BACK = 6
"""Each so manieth group of these is measured on."""
WINDOWS = 6
"""Windows of a question that are learnt from: as many as the product reads."""
REMOVED = 0.15
"""So many of the questions about news are read without the sentences that answer them."""
QUESTIONS = 8
"""Questions of a batch."""
BLOCK = 500
"""Questions that are searched for together."""
Question = tuple[Example, ...]
"""One question over its windows."""


def main() -> None:
    """Train, go on training, or stop at the number of windows asked for; then write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--start", type=Path, default=TARGET, help="the weights to start from")
    parser.add_argument("--exposures", type=int, default=72_000, help="windows read in all")
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    WholeQuestionTrainer(options.folder, options.exposures, options.start).run(options.output, LOG)


class WholeQuestionTrainer(ReaderTrainer):
    """The reader's training with whole questions in each batch."""

    rate, heads_rate = 8e-5, 2e-4
    cache = CACHE / "whole_questions"
    every = 250

    def __init__(self, folder: Path, exposures: int, start: Path) -> None:
        unnamed = list(written_passages.unnamed())
        found = (question[:WINDOWS] for question in found_examples(AFFAIRS / "train"))
        self.news = [question for question in found if _teaches(question)]
        self.news += UNNAMED_TIMES * [question for question in unnamed if not _measured(question)]
        public = [example for example in examples(folder, SEED)[0] if example.source.startswith(PUBLIC)]
        written = [example for example in written_passages.questions(folder) if not held_back(example.group)]
        passages = [example for example in (*public, *written) if example.gold is not None]
        self.rest = [(list(among(public, passages)), PUBLIC_KEPT), (list(among(written, passages)), WRITTEN_KEPT)]
        Trainer.__init__(self, self.begin(start), self.news, exposures, self.cache)
        self.network.encoder.encoder.layer[:FROZEN].requires_grad_(False)
        self.measured = list(found_examples(AFFAIRS / "dev", ("plain",)))
        self.unnamed = [question for question in unnamed if _measured(question)]

    def batches(self) -> Iterator[tuple[list[Coded], list[Example]]]:
        """Batches of whole questions, for ever: all about news, and some of the rest."""
        for epoch in range(1_000_000):
            chance = random.Random(f"{SEED} {epoch}")
            read = [
                *(without_answers(one) if chance.random() < REMOVED else one for one in self.news),
                *(one for some, share in self.rest for one in chance.sample(some, int(share * len(some)))),
            ]
            chance.shuffle(read)
            for start in range(0, len(read), QUESTIONS):
                made = [self.varied(one, chance) for question in read[start : start + QUESTIONS] for one in question]
                yield [self.code(example) for example in made], made

    def varied(self, example: Example, chance: random.Random) -> Example:
        """With or without the title."""
        return example if chance.random() < TITLED else replace(example, title="")

    def loss(self, coded: Sequence[Coded], made: Sequence[Example]) -> Tensor:
        """Cross-entropies of the sentence that answers among those of all windows of its question (or none of them),
        and of the answer's first and last token in each window."""
        costs, rows = [], list[Tensor | None]([None] * len(made))
        for batch in filled(coded):
            with torch.autocast("cpu", torch.bfloat16):
                scores, spans = self.network(collate([coded[i] for i in batch]))
            places = torch.tensor([self.place(coded[i], made[i]) for i in batch])
            first, last = spans.float().unbind(-1)
            for side, wanted in ((first, places[:, 0]), (last, places[:, 1])):
                costs.append(cross_entropy(side, wanted, reduction="sum"))
            for i, row in zip(batch, scores.float(), strict=True):
                rows[i] = row[: len(made[i].sentences)]
        chosen = [_choice([(rows[i], made[i]) for i in some]) for some in _by_question(made)]
        return torch.stack(chosen).mean() + SPAN_SHARE * torch.stack(costs).sum() / (2 * len(made))

    def figures(self) -> dict[str, float]:
        """What training/retrieved.py prints of weights, for the ones there are now; and how often the first sentence is
        right where it does not name what is asked about."""
        yes, no, right = self._told(self.measured)
        _, _, unnamed = self._told(self.unnamed)
        return {
            "first right": float(right.mean()),
            "near misses told (AUROC)": auroc(yes, no),
            "refused at 93 %": refused(yes, no, 0.93),
            "refused at 95 %": refused(yes, no, 0.95),
            "unnamed: first right": float(unnamed.mean()),
        }

    def _told(self, asked: Sequence[Question]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The best scores of the answerable questions and of the others, and whether each of the first is right."""
        yes, no, right = [], [], []
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            for question in asked:
                scores = self.network(collate([self.code(one) for one in question]))[0].float().numpy()
                window, sentence = np.unravel_index(int(scores.argmax()), scores.shape)
                if question[0].source.endswith("nearmiss"):
                    no.append(float(scores.max()))
                else:
                    yes.append(float(scores.max()))
                    right.append(sentence in (question[window].gold, *question[window].also))
        return np.array(yes), np.array(no), np.array(right)


def without_answers(question: Question) -> Question:
    """A question over its windows less the sentences that answer it; as it is where nothing else would be left."""
    less = [_less(example) for example in question]
    return tuple(example for example in less if example.sentences) or question


def _less(example: Example) -> Example:
    answers = {example.gold, *example.also}
    rest = tuple(text for number, text in enumerate(example.sentences) if number not in answers)
    return replace(example, sentences=rest, gold=None, answer=None, near=None, also=())


def among(made: Sequence[Example], passages: Sequence[Example]) -> Iterator[Question]:
    """Each question over its passage and the `AROUND` others that share most words with it, none of which holds the
    words of its answer or a sentence of its passage."""
    chance = random.Random(SEED)
    pool = list({one.sentences: one for one in passages}.values())
    words = TfidfVectorizer(analyzer=terms, sublinear_tf=True)
    held = words.fit_transform([" ".join(one.sentences) for one in pool]).T.tocsr()
    for start in range(0, len(made), BLOCK):
        asked = made[start : start + BLOCK]
        alike = (words.transform([one.question for one in asked]) @ held).toarray()
        for example, row in zip(asked, alike, strict=True):
            nearest = (pool[i] for i in np.argsort(-row, kind="stable"))
            others = list(islice((one for one in nearest if not _may_answer(one, example)), AROUND))
            around = [
                replace(one, question=example.question, gold=None, answer=None, near=None, also=()) for one in others
            ]
            yield tuple(cropped(one, chance, WORDS) for one in (example, *around))


def _may_answer(passage: Example, example: Example) -> bool:
    """Whether a passage holds the words that answer, or is of the same text."""
    if not set(passage.sentences).isdisjoint(example.sentences):
        return True
    if example.gold is None or example.answer is None:
        return False
    answer = example.sentences[example.gold][slice(*example.answer)].casefold()
    return answer in " ".join(passage.sentences).casefold()


def _measured(question: Question) -> bool:
    return held_back(question[0].group, HELD_BACK)


def _teaches(question: Question) -> bool:
    """Whether it is known what is right: a near miss, or one whose answer was found."""
    return question[0].source == "affairs nearmiss" or any(one.gold is not None for one in question)


def _by_question(made: Sequence[Example]) -> Iterator[list[int]]:
    """The numbers of the windows of each question, which stand together."""
    for _, rows in groupby(range(len(made)), key=lambda i: made[i].question):
        yield list(rows)


def _choice(windows: Sequence[tuple[Tensor, Example]]) -> Tensor:
    """What the scores of one question's windows cost."""
    share = torch.cat([torch.zeros(1), *(scores for scores, _ in windows)]).log_softmax(0)
    right = torch.cat(
        [torch.zeros(1, dtype=torch.bool), *(_right(example, len(scores)) for scores, example in windows)]
    )
    right[0] = not right.any()
    return -torch.logsumexp(share[right], 0)


def _right(example: Example, sentences: int) -> Tensor:
    """bool [sentences]: which of them answer; one that was cut off is not read."""
    answers = {example.gold, *example.also}
    return torch.tensor([number in answers for number in range(sentences)])


if __name__ == "__main__":
    main()
