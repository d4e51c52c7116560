"""What was read once and may be wanted again."""

from __future__ import annotations

from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """Values by their keys, up to a size; what would go beyond it throws all others out. Threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._held: dict[K, V] = {}
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The value, where it is still here."""
        return self._held.get(key)

    def put(self, key: K, value: V, size: int) -> V:
        """Keeps the value, and gives it back."""
        with self._lock:
            if self._size + size > self._most:
                self._held.clear()
                self._size = 0
            self._held[key] = value
            self._size += size
        return value

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._held.clear()
            self._size = 0
