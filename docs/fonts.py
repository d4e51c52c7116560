"""The typefaces of the page, cut to what it needs: `python -m docs.fonts FOLDER`.

FOLDER is where `npm pack @fontsource-variable/source-serif-4@5.3.1 @fontsource-variable/inter@5.3.0` put its two
archives. Writes `rag/web/static/fonts/`: each face for Latin letters and, in a file that is asked for only by a text
that needs it, for those of Central Europe; and the licence. The licence reserves names for what is unchanged, hence new
ones."""

from __future__ import annotations

import sys
import tarfile
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parents[1] / "rag" / "web" / "static" / "fonts"
FACES = {"source-serif-4": "Footnote Serif", "inter": "Footnote Sans"}
PARTS = {
    "latin": "20-7E A0-FF 131 152-153 2010-2022 2026 2030-203A 20AC 2122 2190-2193 2212",
    "latin-ext": "100-130 132-151 154-17F 218-21B 1E9E",
}
WEIGHTS = (400, 600)
FAMILY_NAMES = (1, 3, 4, 6, 16, 25)
COPYRIGHT, LICENCE = 0, 13


def cut(data: bytes, characters: str, family: str) -> tuple[bytes, str]:
    """A variable font as WOFF2 with these characters and the weights of the page, and its copyright notice."""
    font = TTFont(BytesIO(data))
    options = Options(flavor="woff2", layout_features=["kern", "liga", "locl", "mark", "ccmp", "tnum"], hinting=False)
    options.name_IDs = [COPYRIGHT, 1, 2, LICENCE, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(characters.replace(" ", ",")))
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": WEIGHTS})
    notice = font["name"].getDebugName(COPYRIGHT) or ""
    for record in font["name"].names:
        if record.nameID in FAMILY_NAMES:
            record.string = family
    font.flavor, font.recalcTimestamp = "woff2", False
    written = BytesIO()
    font.save(written)
    return written.getvalue(), notice


def main(folder: Path) -> None:
    """Write every face and the licence, and print their sizes in bytes."""
    FONTS.mkdir(exist_ok=True)
    licence, notices = "", []
    for name, family in FACES.items():
        (archive,) = folder.glob(f"fontsource-variable-{name}-*.tgz")
        with tarfile.open(archive) as held:
            licence = held.extractfile("package/LICENSE").read().decode()  # type: ignore[union-attr]
            for part, characters in PARTS.items():
                source = held.extractfile(f"package/files/{name}-{part}-wght-normal.woff2")
                data, notice = cut(source.read(), characters, family)  # type: ignore[union-attr]
                path = FONTS / f"{family.lower().replace(' ', '-')}-{part}.woff2"
                path.write_bytes(data)
                print(f"{path.name} {len(data):,}")
        notices.append(f"{family}, made from {name}: {notice}")
    terms = licence[licence.index("This Font Software") :]
    (FONTS / "OFL.txt").write_text("\n".join(notices) + "\n\n" + terms)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
