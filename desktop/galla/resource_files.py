"""Where the files that come with the program are: supplier profiles, icons, translations."""

from __future__ import annotations

from pathlib import Path


def resource_path(*parts: str) -> Path:
    """The path of one resource, such as `resource_path("profiles", "generic-bearer.toml")`; it may not exist.

    A wheel carries `resources` inside the package; a checkout has it two folders above.
    """
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    root = inside if inside.is_dir() else package.parents[1] / "resources"
    return root.joinpath(*parts)
