"""Small pieces of asyncio that the watch is put together with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


async def first_of(*work: Coroutine[Any, Any, object]) -> None:
    """Returns when one of them is done; the others are cancelled."""
    tasks = [asyncio.ensure_future(item) for item in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancelled(tasks)


async def cancelled(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancels them and returns when all have ended, however they ended."""
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def in_thread(work: Callable[[], Result]) -> Result:
    """What `work` gives, done on another thread: files and keyrings are not waited for by the windows."""
    return await asyncio.get_running_loop().run_in_executor(None, work)


class Worker:
    """One thread for arithmetic; it is started by the first piece of work."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def __call__(self, work: Callable[[], Result]) -> Result:
        """What `work` gives, done on the thread while the loop goes on."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Lets the thread end after what it is doing; what still waits is not done."""
        self._thread.shutdown(wait=False, cancel_futures=True)
