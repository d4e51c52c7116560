"""Passwords as scrypt hashes that say how they were made, so that later ones may be made with more effort."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from secrets import token_bytes

SHORTEST, LONGEST = 8, 1_000
"""Characters of a password."""
COST, BLOCK, PARALLEL = 2**15, 8, 3
"""32 MB and about a third of a second on a laptop: much for one who guesses, little for one who signs in."""
_MEMORY = 512 * 2**20
_SALT = 16


def hashed(password: str) -> str:
    """A password as it is kept: "scrypt$cost$block$parallel$salt$hash". Raises `ValueError` for one that is too short
    or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"a password has {SHORTEST} to {LONGEST:,} characters")
    salt = token_bytes(_SALT)
    made = _scrypt(password, salt, COST, BLOCK, PARALLEL)
    return "$".join(("scrypt", str(COST), str(BLOCK), str(PARALLEL), _text(salt), _text(made)))


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one that is kept; raises `ValueError` where what is kept is no hash of this kind."""
    cost, block, parallel, salt, made = parts(kept)
    return hmac.compare_digest(_scrypt(password[: LONGEST + 1], salt, cost, block, parallel), made)


def parts(kept: str) -> tuple[int, int, int, bytes, bytes]:
    """Cost, block size, parallelism, salt and hash of what is kept; raises `ValueError` where it is something else."""
    kind, *numbers, salt, made = kept.split("$") if kept.count("$") == 5 else ("", "", "")
    if kind != "scrypt":
        raise ValueError("no scrypt hash")
    cost, block, parallel = (int(number) for number in numbers)
    return cost, block, parallel, b64decode(salt, validate=True), b64decode(made, validate=True)


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    data = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, n=cost, r=block, p=parallel, maxmem=_MEMORY, dklen=32)


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
