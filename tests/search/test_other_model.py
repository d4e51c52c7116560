"""Another sentence-transformers model than the default, from the command line and from Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import copy

import pytest

import rag
from rag.models import minilm_folder
from tests.search.test_embed import TEXTS

pytestmark = pytest.mark.slow
ARTICLE = "Bert Lund closed the harbour in Oslo on Friday. Ship owners complained about the decision loudly.\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of one small layer with weights drawn by chance: right in every form, wrong in every meaning."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("models")
    torch.manual_seed(0)
    config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    BertModel(config).save_pretrained(folder / "bert")
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        copy(minilm_folder() / name, folder / "bert")
    layers = [Transformer(str(folder / "bert")), Pooling(32)]
    SentenceTransformer(modules=layers).save(str(folder / "small model"))
    return folder / "small model"


def test_a_library_takes_a_model_by_its_folder_or_as_an_object(model: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "bert.txt").write_text(ARTICLE)
    by_folder = rag.Library(tmp_path / "index", encoder=str(model))
    assert by_folder.update(tmp_path / "news") == rag.Changes(added=1)
    as_object = rag.Library(tmp_path / "index", encoder=rag.SentenceTransformerEncoder(str(model)))
    assert as_object.search("harbour") == by_folder.search("harbour") != []


def test_its_vectors_have_its_own_dimension(model: Path) -> None:
    encoder = rag.SentenceTransformerEncoder(str(model))
    assert encoder.dimension == 32
    assert encoder.encode(TEXTS).shape == (len(TEXTS), 32)


def test_an_index_says_with_what_it_was_made_and_the_command_line_takes_it(model: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "bert.txt").write_text(ARTICLE)
    rag.Library(tmp_path / "index", encoder=str(model)).update(tmp_path / "news")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = "import sys; from rag.cli import main; sys.argv[0] = 'rag'; main()"
        return subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True)

    refused = run("search", "harbour")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"Open it with `--encoder '{model.resolve()}'`, or index the articles anew with" in refused.stderr
    assert "--encoder all-MiniLM-L6-v2`" in refused.stderr
    done = run("search", "harbour", "--encoder", str(model))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Bert Lund closed the harbour in Oslo on Friday." in done.stdout


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"])
def test_the_default_has_names_too(name: str, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "bert.txt").write_text(ARTICLE)
    rag.Library(tmp_path / "index", encoder=name).update(tmp_path / "news")
    assert rag.Library(tmp_path / "index").search("harbour")
