"""One account that cannot be polled leaves the others their answer."""

from __future__ import annotations

import json

from cli.conftest import KEY, SupplierThread, Terminal


def test_an_account_whose_profile_cannot_be_read_says_so_beside_the_others(
    terminal: Terminal, supplier: SupplierThread
) -> None:
    profiles = terminal.home / "profiles"
    profiles.mkdir(parents=True)
    terminal.add(supplier.url)
    mine = profiles / "mine.toml"
    mine.write_text('[request]\npath = "/balance"\n', encoding="utf-8")
    settings = terminal.home / "settings.toml"
    other = f'\n[[accounts]]\nid = "other"\nprofile = "mine"\nbase_url = "{supplier.url}"\ncurrency = "USD"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + other, encoding="utf-8")

    assert terminal.galla("poll", "--json") == 2

    main, broken = json.loads(terminal.out)
    assert (main["account"], main["amount"], main["error"]) == ("main", "84.20", None)
    assert (broken["account"], broken["amount"], broken["error"]["kind"]) == ("other", None, "settings")
    assert "mine.toml" in broken["error"]["message"]
    assert KEY not in terminal.out + terminal.err
