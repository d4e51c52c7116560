"""What an update does to the index, seen through the library."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import sleep

import numpy as np
import pytest
from numpy.typing import NDArray

from rag import Changes, Failure, IndexBusy, Library, LoadError
from tests.fakes import HashEncoder
from tests.ingest.archives import archive

ANNA = "Anna opened the bridge in Riga on Monday. The mayor praised the engineers for their work."
BERT = "Bert closed the harbour in Oslo on Friday. Ship owners complained about the decision loudly."
DORA = "Dora planted a forest in Kyoto in spring. The trees came from three nurseries of the region."
CLEO = "Cleo founded a school in Turin last year. Two hundred pupils have enrolled there since then."


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "anna.txt").write_text(ANNA)
    (folder / "bert.txt").write_text(BERT)
    return folder


@pytest.fixture
def library(tmp_path: Path, encoder: HashEncoder) -> Library:
    return Library(tmp_path / "index", encoder=encoder)


def ids(library: Library) -> list[str]:
    return [article.id for article in library.articles]


def test_a_first_update_adds_every_article_under_its_folders_name(library: Library, folder: Path) -> None:
    assert library.update(folder) == Changes(added=2)
    assert ids(library) == ["news/anna.txt", "news/bert.txt"]


def test_a_second_update_embeds_nothing(library: Library, folder: Path, encoder: HashEncoder) -> None:
    library.update(folder)
    encoder.encoded.clear()
    assert library.update(folder) == Changes(unchanged=2)
    assert encoder.encoded == []


def test_only_the_changed_file_is_read_again(library: Library, folder: Path, encoder: HashEncoder) -> None:
    library.update(folder)
    encoder.encoded.clear()
    (folder / "bert.txt").write_text(CLEO)
    assert library.update(folder) == Changes(changed=1, unchanged=1)
    assert any("Cleo" in text for text in encoder.encoded)
    assert not any("harbour" in text for text in encoder.encoded)
    assert [hit.chunk.article.id for hit in library.search("Cleo founded a school", 1)] == ["news/bert.txt"]


def test_a_moved_file_is_renamed_without_embedding(library: Library, folder: Path, encoder: HashEncoder) -> None:
    library.update(folder)
    (folder / "old").mkdir()
    (folder / "bert.txt").rename(folder / "old" / "bert-2.txt")
    encoder.encoded.clear()
    assert library.update(folder) == Changes(renamed=1, unchanged=1)
    assert not any("closed the harbour in Oslo on Friday" in text for text in encoder.encoded)
    assert ids(library) == ["news/anna.txt", "news/old/bert-2.txt"]


def already(id: str, other: str) -> Failure:
    return Failure(id, f"already here: the same text as {other}")


def test_a_copy_in_the_folder_is_already_here(library: Library, folder: Path, encoder: HashEncoder) -> None:
    library.update(folder)
    encoder.encoded.clear()
    shutil.copy(folder / "bert.txt", folder / "copy.md")
    told = Changes(unchanged=2, skipped=(already("news/copy.md", "news/bert.txt"),))
    assert library.update(folder) == told == library.update(folder)
    assert library.update(folder / "copy.md") == replace(told, unchanged=0)
    assert ids(library) == ["news/anna.txt", "news/bert.txt"]
    assert encoder.encoded == []


def test_of_copies_the_first_by_name_is_the_article(library: Library, folder: Path, encoder: HashEncoder) -> None:
    library.update(folder)
    encoder.encoded.clear()
    shutil.copy(folder / "bert.txt", folder / "a-copy.txt")
    assert library.update(folder) == Changes(
        renamed=1, unchanged=1, skipped=(already("news/bert.txt", "news/a-copy.txt"),)
    )
    assert ids(library) == ["news/a-copy.txt", "news/anna.txt"]
    assert not any("harbour in Oslo on Friday" in text for text in encoder.encoded)


def test_a_copy_takes_the_place_of_what_was_deleted(library: Library, folder: Path) -> None:
    shutil.copy(folder / "anna.txt", folder / "copy.txt")
    assert library.update(folder).skipped == (already("news/copy.txt", "news/anna.txt"),)
    (folder / "anna.txt").unlink()
    assert library.update(folder) == Changes(renamed=1, unchanged=1)
    assert ids(library) == ["news/bert.txt", "news/copy.txt"]


def test_a_copy_in_another_folder_is_an_article_of_its_own(library: Library, folder: Path, tmp_path: Path) -> None:
    library.update(folder)
    shutil.copytree(folder, tmp_path / "reports")
    assert library.update(tmp_path / "reports") == Changes(added=2)
    assert library.update(tmp_path / "reports" / "anna.txt") == Changes(unchanged=1)


def test_lines_of_one_text_are_one_article(library: Library, folder: Path) -> None:
    (folder / "more.jsonl").write_text("\n".join([json.dumps({"title": "Cleo", "text": CLEO})] * 2))
    changes = library.update(folder)
    assert (changes.added, changes.skipped) == (3, (already("news/more.jsonl#2", "news/more.jsonl#1"),))


def test_what_is_not_read_is_listed_and_stops_nothing(library: Library, folder: Path) -> None:
    (folder / "song.mp3").write_bytes(b"ID3")
    (folder / "lost.txt").symlink_to(folder / "nowhere.txt")
    changes = library.update(folder)
    assert (changes.added, changes.failed) == (2, ())
    assert [(one.source, one.reason[:24]) for one in changes.skipped] == [
        ("news/lost.txt", "is a link to nothing"),
        ("news/song.mp3", ".mp3 files are not read"),
    ]


def test_two_files_that_swap_names_are_two_changes(library: Library, folder: Path) -> None:
    library.update(folder)
    (folder / "anna.txt").write_text(BERT)
    (folder / "bert.txt").write_text(ANNA)
    assert library.update(folder) == Changes(changed=2)
    assert {article.id: article.text for article in library.articles} == {"news/anna.txt": BERT, "news/bert.txt": ANNA}


def test_a_removed_file_leaves_the_index(library: Library, folder: Path) -> None:
    library.update(folder)
    (folder / "anna.txt").unlink()
    assert library.update(folder) == Changes(removed=1, unchanged=1)
    assert ids(library) == ["news/bert.txt"]


def test_an_emptied_folder_empties_the_index(library: Library, folder: Path) -> None:
    library.update(folder)
    for file in folder.iterdir():
        file.unlink()
    assert library.update(folder) == Changes(removed=2)
    assert library.articles == []
    assert library.search("bridge") == []


def test_one_bad_file_is_listed_and_the_others_go_in(library: Library, folder: Path) -> None:
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "empty.txt").write_text("")
    changes = library.update(folder)
    assert changes.added == 2
    assert [failure.source for failure in changes.failed] == ["news/broken.txt", "news/empty.txt"]
    assert all(failure.reason for failure in changes.failed)


def test_an_article_that_breaks_leaves_the_index_as_a_rebuild_would(library: Library, folder: Path) -> None:
    library.update(folder)
    (folder / "bert.txt").write_text("")
    changes = library.update(folder)
    assert (changes.removed, changes.unchanged, len(changes.failed)) == (1, 1, 1)
    assert ids(library) == ["news/anna.txt"]


def test_folders_of_other_names_are_left_alone(library: Library, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "reports"
    other.mkdir()
    (other / "cleo.txt").write_text(CLEO)
    library.update(folder)
    assert library.update(other) == Changes(added=1)
    assert library.update(folder) == Changes(unchanged=2)
    assert ids(library) == ["news/anna.txt", "news/bert.txt", "reports/cleo.txt"]


def test_one_file_can_be_updated_by_itself(library: Library, folder: Path) -> None:
    library.update(folder)
    (folder / "anna.txt").write_text(CLEO)
    (folder / "bert.txt").unlink()
    assert library.update(folder / "anna.txt") == Changes(changed=1)
    assert ids(library) == ["news/anna.txt", "news/bert.txt"]


def test_articles_of_a_jsonl_file_come_and_go_by_line(library: Library, folder: Path, encoder: HashEncoder) -> None:
    lines = [json.dumps({"title": name, "text": text}) for name, text in (("Cleo", CLEO), ("Dora", DORA))]
    (folder / "more.jsonl").write_text("\n".join([*lines, "{broken"]))
    changes = library.update(folder)
    assert changes.added == 4
    assert [failure.source for failure in changes.failed] == ["news/more.jsonl#3"]
    encoder.encoded.clear()
    (folder / "more.jsonl").write_text(lines[0])
    assert library.update(folder) == Changes(removed=1, unchanged=3)
    assert "news/more.jsonl#1" in ids(library)


def test_a_missing_folder_is_an_error_and_changes_nothing(library: Library, folder: Path) -> None:
    library.update(folder)
    with pytest.raises(LoadError, match="no such file or folder"):
        library.update(folder.parent / "nowhere")
    assert len(library.articles) == 2


def test_two_updates_at_once_are_refused(library: Library, folder: Path, tmp_path: Path) -> None:
    other = Library(tmp_path / "index", encoder=HashEncoder())

    def meanwhile(done: int, total: int, name: str) -> None:
        with pytest.raises(IndexBusy):
            other.update(folder)

    assert library.update(folder, meanwhile) == Changes(added=2)


def test_an_interrupted_update_keeps_what_was_written_and_can_be_repeated(library: Library, folder: Path) -> None:
    def interrupt(done: int, total: int, name: str) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.update(folder, interrupt)
    assert ids(library) == ["news/anna.txt"]
    assert library.update(folder) == Changes(added=1, unchanged=1)


def test_progress_counts_every_file(library: Library, folder: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    library.update(folder, lambda *step: seen.append(step))
    assert seen == [(0, 2, "news/anna.txt"), (1, 2, "news/bert.txt"), (2, 2, "")]


BY_HAND = Failure("news/anna.txt", "you removed it; update the file itself to bring it back")


def test_what_was_removed_by_hand_stays_out_until_it_changes(library: Library, folder: Path) -> None:
    library.update(folder)
    library.remove("news/anna.txt")
    assert ids(library) == ["news/bert.txt"]
    assert library.update(folder) == Changes(unchanged=1, skipped=(BY_HAND,))
    (folder / "anna.txt").write_text(CLEO)
    assert library.update(folder) == Changes(added=1, unchanged=1)


def test_naming_a_removed_file_brings_it_back(library: Library, folder: Path) -> None:
    library.update(folder)
    library.remove("news/anna.txt")
    assert library.update(folder / "anna.txt") == Changes(added=1)
    assert library.update(folder) == Changes(unchanged=2)


def test_removing_an_unknown_article_is_an_error(library: Library, folder: Path) -> None:
    library.update(folder)
    with pytest.raises(LoadError, match="no such article"):
        library.remove("news/zoe.txt")


def snapshot(library: Library) -> list[object]:
    """All that questions can see of an index."""
    found = [
        (hit.score, hit.chunk.article.id, hit.chunk.start, hit.chunk.end)
        for query in ("bridge in Riga", "Oslo harbour", "pupils school Turin", "mayor")
        for hit in library.search(query, 10)
    ]
    return [[(article.id, article.text, article.title) for article in library.articles], found]


@pytest.mark.parametrize("seed", range(6))
def test_updates_in_any_order_equal_a_rebuild(tmp_path: Path, seed: int) -> None:
    """The oracle is a fresh index over the folder as it is now."""
    rng = random.Random(seed)
    folder = tmp_path / "news"
    folder.mkdir()
    library = Library(tmp_path / "index", encoder=HashEncoder())
    texts = [ANNA, BERT, CLEO, ANNA + "\n\n" + BERT, "", CLEO + "\n\n" + ANNA]
    for step in range(8):
        file = folder / f"{rng.choice('abcd')}.txt"
        other = folder / f"{rng.choice('abcd')}.txt"
        action = rng.choice(["write", "write", "write", "delete", "move"])
        if action == "write" or not file.exists():
            file.write_text(rng.choice(texts))
        elif action == "delete":
            file.unlink()
        else:
            file.rename(other)
        if rng.random() < 0.6 or step == 7:
            library.update(folder)
    rebuilt = Library(tmp_path / f"fresh-{seed}", encoder=HashEncoder())
    rebuilt.update(folder)
    assert snapshot(library) == snapshot(rebuilt)


def test_an_upload_is_kept_and_indexed(library: Library, tmp_path: Path) -> None:
    assert library.add("../../Cleo's news?.txt", CLEO.encode()) == Changes(added=1)
    assert ids(library) == ["uploads/Cleo-s-news.txt"]
    assert (tmp_path / "index" / "uploads" / "Cleo-s-news.txt").read_text() == CLEO


def test_an_upload_that_is_already_there_is_not_kept_twice(library: Library, folder: Path, tmp_path: Path) -> None:
    library.update(folder)
    assert library.add("again.txt", ANNA.encode()) == Changes(unchanged=1)
    assert list((tmp_path / "index" / "uploads").iterdir()) == []


def test_two_uploads_of_one_name_are_two_articles(library: Library) -> None:
    library.add("news.txt", ANNA.encode())
    assert library.add("news.txt", BERT.encode()) == Changes(added=1)
    assert ids(library) == ["uploads/news-2.txt", "uploads/news.txt"]


@pytest.mark.parametrize("name", ["virus.exe", "noending", ".txt", "a.txt/..", "pdf"])
def test_an_upload_of_another_kind_is_refused_by_name(library: Library, name: str, tmp_path: Path) -> None:
    changes = library.add(name, CLEO.encode())
    assert (changes.added, len(changes.failed)) == (0, 1)
    assert list((tmp_path / "index" / "uploads").iterdir()) == []


def test_a_broken_upload_is_reported_and_not_kept(library: Library, tmp_path: Path) -> None:
    changes = library.add("broken.txt", bytes(range(256)) * 40)
    [failure] = changes.failed
    assert isinstance(failure, Failure)
    assert "broken.txt" in failure.source
    assert list((tmp_path / "index" / "uploads").iterdir()) == []


def test_removing_an_upload_deletes_its_file(library: Library, tmp_path: Path) -> None:
    library.add("cleo.txt", CLEO.encode())
    library.remove("uploads/cleo.txt")
    assert library.articles == []
    assert list((tmp_path / "index" / "uploads").iterdir()) == []


def test_what_is_in_an_archive_follows_it(folder: Path, library: Library) -> None:
    pack = folder / "pack.zip"
    pack.write_bytes(archive({"one.txt": CLEO, "dora.txt": DORA}))
    library.update(folder)
    assert {"news/pack.zip#one.txt", "news/pack.zip#dora.txt"} <= set(ids(library))
    assert library.update(pack).unchanged == 2
    pack.write_bytes(archive({"one.txt": CLEO}))
    assert library.update(pack).removed == 1
    assert "news/pack.zip#dora.txt" not in ids(library)
    pack.unlink()
    library.update(folder)
    assert not any("#" in id for id in ids(library))


@pytest.fixture
def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six articles, two of which are encoded together; all end alike."""
    monkeypatch.setattr("rag.update.TOGETHER", 8)
    folder = tmp_path / "wire"
    folder.mkdir()
    for number in range(6):
        counted = " ".join(f"Clerk {number} counted {boats} boats below the bridge." for boats in range(1, 4))
        (folder / f"{number}.txt").write_text(f"Report\n\n{counted} The council will repeat the count.")
    return folder


def test_what_several_articles_say_is_encoded_once(library: Library, wire: Path, encoder: HashEncoder) -> None:
    assert library.update(wire) == Changes(added=6)
    assert encoder.encoded.count("The council will repeat the count.") == 1
    assert all(encoder.encoded.count(f"Clerk {number} counted 3 boats below the bridge.") == 1 for number in range(6))


def test_an_encoder_that_fails_late_leaves_what_was_encoded_before(
    library: Library, wire: Path, tmp_path: Path
) -> None:
    class Failing(HashEncoder):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if any("Clerk 5" in text for text in texts):
                raise MemoryError("no room")
            return super().encode(texts)

    failing = Library(tmp_path / "index", encoder=Failing())
    with pytest.raises(MemoryError, match="no room"):
        failing.update(wire)
    failing.close()
    assert ids(library) == [f"wire/{number}.txt" for number in range(4)]
    assert library.update(wire) == Changes(added=2, unchanged=4)


def test_what_comes_next_is_read_and_what_came_before_written_while_some_is_encoded(wire: Path, tmp_path: Path) -> None:
    """The encoder waits, in the middle of the second two articles, until the fifth is being read."""
    read_on, written = Event(), []

    class Waiting(HashEncoder):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if any("Clerk 2" in text for text in texts):
                assert read_on.wait(300), "nothing was read while the encoder was busy"
            return super().encode(texts)

    library = Library(tmp_path / "index", encoder=Waiting())

    def progress(done: int, total: int, name: str) -> None:
        if name == "wire/4.txt":
            written.extend(ids(library))
            read_on.set()

    assert library.update(wire, progress) == Changes(added=6)
    assert written == ["wire/0.txt", "wire/1.txt"]
    library.close()


@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
def test_an_update_that_is_killed_goes_on_after_what_was_written(
    library: Library, wire: Path, tmp_path: Path, encoder: HashEncoder
) -> None:
    code = """
import sys, time, rag.update
from rag import Library
from tests.fakes import HashEncoder
rag.update.TOGETHER = 8
class Stuck(HashEncoder):
    def encode(self, texts):
        while any("Clerk 5" in text for text in texts):
            time.sleep(60)
        return super().encode(texts)
Library(sys.argv[1], encoder=Stuck()).update(sys.argv[2])
"""
    command = [sys.executable, "-c", code, str(tmp_path / "index"), str(wire)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[1])
    try:
        while not (library.generation and len(library.articles) == 4):
            assert process.poll() is None
            sleep(0.05)
    finally:
        process.kill()
        process.wait()
    assert library.update(wire) == Changes(added=2, unchanged=4)
    assert not any("Clerk 3" in text for text in encoder.encoded), "what was written is not read again"
    assert any("Clerk 4" in text for text in encoder.encoded)
