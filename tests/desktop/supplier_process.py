"""An embedded supplier as a process of its own: `python supplier_process.py KEY`, run by the tests beside it.

Prints its base address, then obeys lines on standard input: `balance AMOUNT [CURRENCY]`, `fault NAME` (none: `fault`),
`requests`. Each is answered with a line once it holds. Ends when standard input does.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from decimal import Decimal

from galla.demo.supplier import EmbeddedSupplier, Fault
from galla.domain.money import Money


class Shop:
    """What the supplier answers at the moment."""

    def __init__(self, key: str) -> None:
        self.balance = Money(Decimal("150.00"), "USD")
        self.supplier = EmbeddedSupplier(key, lambda: self.balance, lambda: datetime.now(UTC))

    def obey(self, line: str) -> str:
        """Does what the line says and gives the answer to it."""
        match line.split():
            case ["balance", amount, *currency]:
                self.balance = Money(Decimal(amount), *(currency or ["USD"]))
            case ["fault", *name]:
                self.supplier.fault = Fault(name[0]) if name else None
            case ["requests"]:
                return str(self.supplier.requests)
            case _:
                return "what?"
        return "ok"


async def main(key: str) -> None:
    shop = Shop(key)
    print(await shop.supplier.start(), flush=True)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        print(shop.obey(line.decode()), flush=True)
    await shop.supplier.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
