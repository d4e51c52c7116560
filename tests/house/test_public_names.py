"""What a caller may rely on. A change here is a change for every user: say so in CHANGELOG.md."""

import inspect
import subprocess
import sys

import rag
import rag.types

NAMES = """Answer Article Changes CheckedSentence CheckedText Chunk Failure GeneratorError Hit IndexBusy
IndexDamaged IndexMismatch IndexMissing IndexUnreachable Library LoadError ModelMissing NoArticle Passage QuestionKind
RagError Reason SentenceTransformerEncoder Statement Support Turn Verdict Where answer check verify""".split()
LIBRARY = """add add_url added article articles ask check close edit edited examples generation generator near_copies
only remove restore search sentences stream stream_check update warm""".split()


def test_exported_names_are_exactly_these() -> None:
    assert rag.__all__ == NAMES
    assert all(getattr(rag, name) is not None for name in NAMES)


def test_the_librarys_methods_are_exactly_these() -> None:
    assert sorted(name for name in vars(rag.Library) if not name.startswith("_")) == LIBRARY


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(rag, "Node")


def test_every_public_thing_says_what_it_is() -> None:
    silent = [name for name in NAMES if not inspect.getdoc(getattr(rag, name))]
    assert not silent


def test_importing_rag_does_not_load_what_takes_long() -> None:
    code = "import rag, sys; print(*sorted({'torch', 'faiss', 'numpy', 'gradio', 'transformers'} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == ""


def test_opening_a_library_does_not_import_torch() -> None:
    code = "import rag, sys; rag.Library; print('torch' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "False"
