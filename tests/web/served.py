"""app.py as a process of its own, with every address it asks for written down: served.py LOG [arguments of app.py]"""

from __future__ import annotations

import runpy
import socket
import sys
from pathlib import Path

ASKING = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}


def main() -> None:
    log = Path(sys.argv[1])

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event in ASKING:
            where = arguments[1] if event == "socket.connect" else arguments[0]
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{event}\t{where}\n")

    sys.addaudithook(note)
    # The log shows that it works: this one line is in it whatever the application does.
    socket.getaddrinfo("localhost", None)
    app = Path(__file__).parents[2] / "app.py"
    sys.argv = [str(app), *sys.argv[2:]]
    sys.path.insert(0, str(app.parent))
    runpy.run_path(str(app), run_name="__main__")


if __name__ == "__main__":
    main()
