"""What is handed out: the wheel works where nothing else of this repository is."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ARTICLE = "Bert Lund closed the harbour in Oslo on Friday. Ship owners complained about the decision loudly.\n"


def run(*command: str | Path, cwd: Path) -> str:
    # Without the variables of this environment, or the new one would see its packages.
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_the_package_with_its_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"rag"}
    assert "rag/py.typed" in names
    kinds = (
        "**/*.json",
        "**/*.npz",
        "**/*.onnx",
        "**/*.safetensors",
        "web/static/**/*",
        "web/strings/*",
        "web/templates/*",
    )
    for data in (file for kind in kinds for file in (ROOT / "rag").glob(kind) if file.is_file()):
        assert data.relative_to(ROOT).as_posix() in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.slow
def test_the_wheel_answers_where_only_its_dependencies_are(wheel: Path, tmp_path: Path) -> None:
    """In an environment that sees the packages installed here and, of this repository, the wheel alone.

    That the wheel names every package it needs is not shown by this: installing torch anew takes a minute."""
    venv.create(tmp_path / "env", symlinks=True)
    python = tmp_path / "env" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    # A folder named by a .pth file is searched, but .pth files in it, as that of an editable install, are not read.
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    outer = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    Path(site, "outer.pth").write_text("\n".join(sorted(outer)))
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "harbour.txt").write_text(ARTICLE)
    rag = tmp_path / "env" / "bin" / "rag"
    assert "1 added" in run(rag, "update", "news", cwd=tmp_path)
    assert "Bert Lund closed the harbour" in run(rag, "ask", "Who closed the harbour in Oslo?", cwd=tmp_path)
    ask = "import rag; print(rag.__file__, rag.answer('Who closed the harbour in Oslo?').citations[0].text)"
    printed = run(python, "-c", ask, cwd=tmp_path)
    assert str(tmp_path) in printed
    assert "Bert Lund closed the harbour in Oslo on Friday." in printed
