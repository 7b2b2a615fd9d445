"""The ledger's promises without a file: versions, coalescing, series, episodes and the outbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from galla.domain.channel import (
    DELIVERED,
    DESKTOP,
    AlertRecord,
    ChannelHealth,
    Delivery,
    Owed,
    SendFailure,
    SendOutcome,
)
from galla.domain.chart import ChartData, ChartRequest
from galla.domain.errors import LedgerError, LedgerReason
from galla.domain.model import AccountMemory, ReadingState, SeriesKey, Step, StorageState, StoredReading
from galla.domain.notice import KEPT_BACK, Episode, Notice, Superseded, episode_id_of
from galla.domain.past import Correction, ForecastLog
from galla.domain.ports import StaleStep

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class FakeLedger:
    """See above."""

    def __init__(self) -> None:
        self.storage = StorageState.DURABLE
        self.memories: dict[str, AccountMemory] = {}
        self.steps: list[Step] = []
        self.episodes: dict[str, Episode] = {}
        """All that steps wrote, open or not."""
        self.notices: dict[str, Notice] = {}
        self.deliveries: dict[tuple[str, str], Delivery] = {}
        """By notice and channel."""
        self.superseded: dict[tuple[str, datetime], Superseded] = {}
        """By episode and moment."""
        self.tests: dict[str, ChannelHealth] = {}
        """What came of tests, by channel."""
        self.logs: dict[str, ForecastLog] = {}
        """What the ledger has to score forecasts by, as the test says, by account."""
        self.before_commit: Callable[[Step], None] = lambda step: None

    async def load(self, account_id: str, series: SeriesKey | None, since: datetime) -> AccountMemory:
        memory = self.memories.get(account_id, AccountMemory(account_id))
        if series is not None and memory.series not in (None, series):
            return replace(memory, series=series, history=(), past=None, corrections=(), last_kept_at=None)
        return memory

    async def commit(self, step: Step, since: datetime) -> AccountMemory:
        self.before_commit(step)
        memory = self.memories.get(step.account_id, AccountMemory(step.account_id))
        if memory.version != step.expected_version:
            raise StaleStep
        self._write_alerts(step)
        self.steps.append(step)
        goes_on = memory.series == step.series
        history = memory.history if goes_on else ()
        if step.reading is not None:
            history = _placed(history, step, failed_before=memory.problem is not None)
        after = replace(
            memory,
            version=memory.version + 1,
            series=step.series,
            history=tuple(item for item in history if item.last_at >= since),
            episodes=_merged(memory.episodes, step.episodes),
            problem=step.problem,
            failing_since=step.failing_since,
            trying_since=step.trying_since,
            failures=step.failures,
            last_poll_at=step.at if step.polled else memory.last_poll_at,
            next_allowed_at=step.next_allowed_at,
            level=step.level,
            better_level_since=step.better_level_since,
            past=memory.past if goes_on else None,
            corrections=_corrected(memory.corrections if goes_on else (), step.corrections),
            last_kept_at=step.forecast.at if step.forecast else memory.last_kept_at if goes_on else None,
            payment=step.payment or memory.payment,
            last_close=step.last_close or memory.last_close,
            secondary=memory.secondary if step.secondary is None else step.secondary,
        )
        self.memories[step.account_id] = after
        return after

    async def history(self, account_id: str, since: datetime | None = None) -> tuple[StoredReading, ...]:
        return self.memories[account_id].history

    async def chart(
        self, request: ChartRequest, is_wanted: Callable[[SeriesKey], bool] | None = None
    ) -> ChartData | None:
        return None

    async def forecast_log(
        self, account_id: str, is_wanted: Callable[[SeriesKey], bool] | None = None
    ) -> ForecastLog | None:
        series = self.memories.get(account_id, AccountMemory(account_id)).series
        if series is None or (is_wanted is not None and not is_wanted(series)):
            return None
        return self.logs.get(account_id)

    async def owed(self) -> tuple[Owed, ...]:
        return tuple(
            Owed(self.notices[item.notice_id], item, self.episodes[self.notices[item.notice_id].episode_id])
            for item in self._in_order
            if item.is_owed
        )

    async def mark_delivered(self, deliveries: Sequence[Delivery], at: datetime) -> None:
        for item in self._attempted(deliveries):
            if item.delivered_at is None:
                done = replace(item, attempted_at=at, delivered_at=at, next_attempt_at=None, failed_at=None)
                self._put(replace(done, outcome=DELIVERED))

    async def mark_attempted(
        self, deliveries: Sequence[Delivery], at: datetime, outcome: SendOutcome, next_attempt_at: datetime
    ) -> None:
        for item in self._attempted(deliveries):
            if item.is_owed:
                self._put(replace(item, attempted_at=at, next_attempt_at=next_attempt_at, outcome=outcome))

    async def mark_failed(self, deliveries: Sequence[Delivery], at: datetime, outcome: SendOutcome) -> None:
        for item in self._attempted(deliveries):
            if item.is_owed:
                self._put(replace(item, attempted_at=at, failed_at=at, next_attempt_at=None, outcome=outcome))

    async def mark_tested(self, channel_id: str, at: datetime, outcome: SendOutcome) -> None:
        before = self.tests.get(channel_id, ChannelHealth(channel_id))
        if outcome.delivered:
            self.tests[channel_id] = replace(before, delivered_at=at)
        else:
            self.tests[channel_id] = replace(before, failed_at=at, outcome=outcome)

    async def channel_health(self) -> tuple[ChannelHealth, ...]:
        channels = {item.channel_id for item in self.deliveries.values()} | self.tests.keys()
        return tuple(self._health(channel_id) for channel_id in sorted(channels))

    async def alert_history(self, since: datetime | None = None) -> tuple[AlertRecord, ...]:
        wanted = [item for item in self.episodes.values() if since is None or item.raised_at >= since or item.is_open]
        newest_first = sorted(wanted, key=lambda item: (item.raised_at, item.id), reverse=True)
        return tuple(self._record(episode) for episode in newest_first)

    async def forget(self, account_id: str) -> None:
        self.memories.pop(account_id, None)
        self.episodes = {key: item for key, item in self.episodes.items() if item.account_id != account_id}

    async def close(self) -> None:
        pass

    def owe(self, notice: Notice, channel_id: str = DESKTOP, episode: Episode | None = None, **terms: object) -> None:
        """Writes the notice as a step would, owed to the channel at once and for a day but for other `terms`."""
        told = Episode(notice.episode_id, notice.account_id, notice.rule, notice.severity, notice.created_at)
        self.episodes[notice.episode_id] = episode or self.episodes.get(notice.episode_id, told)
        self.notices[notice.id] = notice
        at = notice.created_at
        self._put(replace(Delivery(notice.id, channel_id, at, at + timedelta(days=1)), **terms))  # type: ignore[arg-type]

    @property
    def undelivered(self) -> list[str]:
        """Ids of the notices that are still owed to some channel, in the order in which they were written."""
        return list(dict.fromkeys(item.notice_id for item in self._in_order if item.is_owed))

    def delivery(self, notice_id: str, channel_id: str = DESKTOP) -> Delivery:
        """What became of the notice at the channel."""
        return self.deliveries[notice_id, channel_id]

    @property
    def _in_order(self) -> list[Delivery]:
        written = {notice_id: number for number, notice_id in enumerate(self.notices)}
        return sorted(
            self.deliveries.values(),
            key=lambda item: (
                self.notices[item.notice_id].created_at,
                written[item.notice_id],
                item.channel_id,
            ),
        )

    def _write_alerts(self, step: Step) -> None:
        notice_ids = self.notices.keys() | {notice.id for notice in step.notices}
        episode_ids = self.episodes.keys() | {episode.id for episode in step.episodes}
        if any(item.notice_id not in notice_ids for item in step.deliveries):
            raise LedgerError(LedgerReason.FAILED)
        if any(item.episode_id not in episode_ids for item in step.notices):
            raise LedgerError(LedgerReason.FAILED)
        self.episodes.update({episode.id: episode for episode in step.episodes})
        for notice in step.notices:
            self.notices.setdefault(notice.id, notice)
        for item in step.superseded:
            self.superseded.setdefault((item.figures.episode_id, item.figures.created_at), item)
        for delivery in step.deliveries:
            self.deliveries.setdefault((delivery.notice_id, delivery.channel_id), delivery)

    def _put(self, delivery: Delivery) -> None:
        self.deliveries[delivery.notice_id, delivery.channel_id] = delivery

    def _attempted(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """They as they are now, with the attempt counted."""
        named = [(item.notice_id, item.channel_id) for item in deliveries]
        keys = [key for key in named if key in self.deliveries]
        for key in keys:
            self._put(replace(self.deliveries[key], attempts=self.deliveries[key].attempts + 1))
        return [self.deliveries[key] for key in keys]

    def _record(self, episode: Episode) -> AlertRecord:
        notices = [notice for notice in self.notices.values() if notice.episode_id == episode.id]
        ids = {notice.id for notice in notices}
        found = [self._with_speaker(item) for (key, _), item in self.superseded.items() if key == episode.id]
        return AlertRecord(
            episode,
            tuple(sorted(notices, key=lambda item: item.created_at)),
            tuple(item for item in self._in_order if item.notice_id in ids),
            tuple(found),
            tuple(self.notices[key] for key in dict.fromkeys(item.told_by for item in found) if key in self.notices),
        )

    def _with_speaker(self, item: Superseded) -> Superseded:
        """Where its speaker was itself spoken for, with the notice that spoke for both."""
        while item.told_by not in {"", KEPT_BACK} and item.told_by not in self.notices:
            episode_id = episode_id_of(item.told_by)
            links = [other.told_by for (key, _), other in self.superseded.items() if key == episode_id]
            item = replace(item, told_by=links[-1] if links else "")
        return item

    def _health(self, channel_id: str) -> ChannelHealth:
        tested = self.tests.get(channel_id, ChannelHealth(channel_id))
        owed = (item for item in self.deliveries.values() if item.channel_id == channel_id)
        items: tuple[ChannelHealth | Delivery, ...] = (tested, *owed)
        failed = [
            item
            for item in items
            if item.failed_at is not None
            and not (item.outcome is not None and item.outcome.failure is SendFailure.CHANNEL_GONE)
        ]
        last = max(failed, key=lambda item: item.failed_at or _LONG_AGO, default=None)
        return ChannelHealth(
            channel_id,
            max((item.delivered_at for item in items if item.delivered_at is not None), default=None),
            last.failed_at if last else None,
            last.outcome if last else None,
        )


def _placed(history: tuple[StoredReading, ...], step: Step, failed_before: bool) -> tuple[StoredReading, ...]:
    reading = step.reading
    assert reading is not None
    if step.settle_suspects is ReadingState.ANNULLED:
        history = tuple(item for item in history if item.state is not ReadingState.SUSPECT)
    elif step.settle_suspects is ReadingState.ACCEPTED:
        history = tuple(replace(item, state=ReadingState.ACCEPTED) for item in history)
    last = history[-1] if history else None
    if (
        last is not None
        and not failed_before
        and last.balance == reading.balance
        and last.state is step.reading_state is ReadingState.ACCEPTED
        and reading.observed_at - last.last_at <= step.coalesce_within
    ):
        longer = replace(last, last_at=reading.observed_at, polls=last.polls + 1, reported_at=reading.reported_at)
        return (*history[:-1], longer)
    row = StoredReading(
        reading.balance, reading.observed_at, reading.observed_at, reading.reported_at, 1, step.reading_state
    )
    return (*history, row)


def _merged(before: Iterable[Episode], changed: Iterable[Episode]) -> tuple[Episode, ...]:
    merged = {episode.id: episode for episode in before} | {episode.id: episode for episode in changed}
    return tuple(episode for episode in merged.values() if episode.is_open)


def _corrected(before: Iterable[Correction], said: Iterable[Correction]) -> tuple[Correction, ...]:
    merged = {item.at: item for item in before} | {item.at: item for item in said}
    return tuple(merged[at] for at in sorted(merged))
