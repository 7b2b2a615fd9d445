"""A keyring child for tests: the real child over a keyring in a JSON file, or one that misbehaves.

Run as `python keyring_child_fake.py FILE [hang|crash|garbage|noisy|wrong]`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

from galla.adapters import keyring_child


class FileKeyring:
    def __init__(self, file: Path) -> None:
        self._file = file

    def _all(self) -> dict[str, str]:
        return json.loads(self._file.read_text()) if self._file.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._all().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file.write_text(json.dumps(self._all() | {f"{service} {username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        left = self._all()
        del left[f"{service} {username}"]
        self._file.write_text(json.dumps(left))


def main(file: Path, mood: str) -> int:
    if mood == "hang":
        file.write_text(str(os.getpid()))
        threading.Event().wait()
    if mood == "crash":
        sys.stdin.read()
        os.abort()
    if mood == "garbage":
        print("Segmentation fault (not really)")
        return 0
    if mood == "wrong":
        print(json.dumps({"secrets": {"main/key": 7}}))
        return 0

    def find() -> FileKeyring:
        if mood == "noisy":
            print("a library greets the world")
            os.write(1, b"and so does its C half\n")
        return FileKeyring(file)

    return keyring_child.main(find)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), (sys.argv[2:] or [""])[0]))
