"""The settings window opened on a running watch, which remembers what it was answered."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any

from app.conftest import Bench
from galla.domain.channel import SendOutcome
from galla.domain.channel_secrets import address_of, heartbeat_url
from galla.domain.model import Secret
from galla.domain.money import Money
from galla.domain.settings import Settings
from galla.settings_desk import SettingsDesk
from galla.ui.settings.window import SettingsWindow


class Seen(SettingsWindow):
    """The window, which remembers what it was answered."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.parts.clock.now, bench.parts.zone())
        self.answers: list[object] = []
        self._changed = bench.face.changed

    def render_added(self, outcome: SendOutcome) -> None:
        self._answered(outcome)
        super().render_added(outcome)

    def render_address_changed(self, channel_id: str, outcome: SendOutcome) -> None:
        self._answered(outcome)
        super().render_address_changed(channel_id, outcome)

    def render_test(self, channel_id: str, outcome: SendOutcome) -> None:
        self._answered(outcome)
        super().render_test(channel_id, outcome)

    def render_heartbeat_address(self, outcome: SendOutcome) -> None:
        self._answered(outcome)
        super().render_heartbeat_address(outcome)

    def render_refusal(self, field: str, sentence: str) -> None:
        self._answered(field)
        super().render_refusal(field, sentence)

    def render_failure(self, sentence: str) -> None:
        self._answered(sentence)
        super().render_failure(sentence)

    def render_account_answer(
        self, account_id: str, sentence: str, *, done: bool, balance: Money | None = None
    ) -> None:
        self._answered((account_id, sentence, done))
        super().render_account_answer(account_id, sentence, done=done, balance=balance)

    def render_account_test(self, account_id: str, sentence: str, *, good: bool) -> None:
        self._answered((account_id, sentence, good))
        super().render_account_test(account_id, sentence, good=good)

    def render_data_answer(self, sentence: str, *, good: bool) -> None:
        self._answered((sentence, good))
        super().render_data_answer(sentence, good=good)

    def _answered(self, answer: object) -> None:
        self.answers.append(answer)
        self._changed.set()


class Opened:
    """The window on a running watch."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._tasks: list[asyncio.Task[None]] = []
        self.desk = SettingsDesk(
            bench.parts,
            bench.watch,
            settings=lambda: bench.face.settings[-1],
            accounts=lambda: {item.account_id: item for item in bench.face.rendered[-1]},
            do=self._do,
            erase=self._erase,
            make_window=lambda: self.window,
        )
        self.erasures: list[tuple[str, ...]] = []
        """The accounts whose keys were not known, for each."""
        self.window = Seen(bench)
        self.desk.open("channels")

    @property
    def settings(self) -> Settings:
        assert isinstance(self.bench.settings, Settings)
        return self.bench.settings

    async def answer(self, count: int = 1) -> Any:
        await self.bench.until(lambda: len(self.window.answers) >= count)
        return self.window.answers[-1]

    async def quiet(self) -> None:
        await asyncio.gather(*self._tasks)

    async def kept(self) -> dict[object, Secret]:
        return dict(await self.bench.parts.secrets.read([address_of("phone"), heartbeat_url()]))

    def _erase(self, with_unknown_keys: Sequence[str]) -> None:
        self.erasures.append(tuple(with_unknown_keys))

    def _do(self, work: Coroutine[object, object, None]) -> None:
        self._tasks.append(asyncio.ensure_future(work))  # type: ignore[arg-type]
