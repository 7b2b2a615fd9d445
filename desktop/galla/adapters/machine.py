"""What the machine tells of itself: resume from suspend, and its own network."""

from __future__ import annotations

from collections.abc import Callable

from galla.adapters.network import NetworkNews
from galla.adapters.power import LogindResume


class MachineNews:
    """`ports.PowerAndNetwork`. Where the machine tells nothing, the monitor's own look at the clock has to do."""

    def __init__(self) -> None:
        self._power = LogindResume()
        self._network = NetworkNews()

    def start(self, on_resume: Callable[[], None], on_network: Callable[[bool], None]) -> None:
        """Calls `on_resume()` after a suspend and `on_network(up)` when the machine's own network comes or goes."""
        self._power.start(on_resume)
        self._network.start(on_network)

    def stop(self) -> None:
        """No callback comes after this."""
        self._power.stop()
        self._network.stop()
