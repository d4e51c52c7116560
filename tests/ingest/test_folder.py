"""What is found in a folder, and what is said of the rest."""

from pathlib import Path

import rag.ingest as ingest


def reasons(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): reason for path, reason in ingest.scan(folder).skipped}


def test_article_files_are_found_sorted_whatever_their_folder_and_case(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "sub/c.html", "sub/d.htm", "e.jsonl", "f.mp3", "g", ".hidden.txt", ".git/h.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert ingest.files(tmp_path) == [
        tmp_path / name for name in ("a.MD", "b.txt", "e.jsonl", "sub/c.html", "sub/d.htm")
    ]


def test_other_kinds_are_skipped_with_the_reason(tmp_path: Path) -> None:
    for name in ("a.txt", "song.MP3", "sub/program.exe", "README"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert reasons(tmp_path) == {
        "README": "files without an ending are not read",
        "song.MP3": ".mp3 files are not read",
        "sub/program.exe": ".exe files are not read",
    }


def test_what_systems_leave_behind_is_not_worth_a_word(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~$report.docx", "a.txt~", "__MACOSX/a.txt", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert ingest.scan(tmp_path) == ingest.Listing((), ())


def test_a_link_is_followed_inside_the_folder_only(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("x")
    (tmp_path / "secret.txt").write_text("x")
    (folder / "b.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "c.txt").symlink_to(folder / "a.txt")
    (folder / "d.txt").symlink_to(tmp_path / "nowhere.txt")
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "sub" / "out").symlink_to(tmp_path)
    assert ingest.files(folder) == [folder / "a.txt", folder / "c.txt"]
    assert reasons(folder) == {
        "b.txt": "is a link that leads out of the folder",
        "circle.txt": "is a link to nothing",
        "d.txt": "is a link to nothing",
        "loop": "is a link to a folder",
        "sub/out": "is a link that leads out of the folder",
    }


def test_a_folder_named_like_a_file_and_a_missing_folder_hold_no_articles(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    assert ingest.scan(tmp_path) == ingest.Listing((), ())
    assert ingest.files(tmp_path / "none") == []
