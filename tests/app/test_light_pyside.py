"""What the installed program does not load."""

import subprocess
import sys

PROGRAM = """
import linecache
from galla import light_pyside
light_pyside.read_no_sources()
before = len(linecache.cache)
import asyncio, galla.start, galla.watch
print(len(linecache.cache) - before)
"""


def test_imports_leave_no_source_text_in_memory() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True).stdout
    assert int(said) == 0
