import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from fakes import MONDAY_NOON, usd
from galla.demo.supplier import EmbeddedSupplier, Fault
from galla.domain.money import Money


@pytest_asyncio.fixture
async def supplier() -> AsyncIterator[EmbeddedSupplier]:
    embedded = EmbeddedSupplier("demo", lambda: usd("84.20"), lambda: MONDAY_NOON)
    yield embedded
    await embedded.close()


async def ask(base_url: str, request: str = "GET /balance", key: str = "demo") -> tuple[str, dict[str, str], bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(base_url.rpartition(":")[2]))
    writer.write(f"{request} HTTP/1.1\r\nHost: x\r\nauthorization: Bearer {key}\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    first, *lines = head.decode().split("\r\n")
    return first, dict(line.split(": ", 1) for line in lines), body


async def test_it_answers_in_the_shape_of_the_default_profile(supplier):
    first, headers, body = await ask(await supplier.start())
    assert first == "HTTP/1.1 200 OK"
    assert headers["Content-Length"] == str(len(body))
    assert json.loads(body) == {"balance": {"amount": "84.20", "currency": "USD", "updated_at": "2026-11-23T12:00:00Z"}}


@pytest.mark.parametrize(
    ("request_line", "key", "status"),
    [
        ("GET /balance", "wrong", "401"),
        ("GET /other", "demo", "404"),
        ("POST /balance", "demo", "405"),
        ("", "", "405"),
    ],
)
async def test_it_answers_only_what_it_is_for(supplier, request_line, key, status):
    first, _, body = await ask(await supplier.start(), request_line, key)
    assert first.split()[1] == status
    assert json.loads(body)["error"]["message"]


async def test_a_wait_is_given_in_seconds_or_as_a_date(supplier):
    base_url = await supplier.start()
    supplier.retry_after_s = 90
    supplier.fault = Fault.TOO_MANY_SECONDS
    assert (await ask(base_url))[1]["Retry-After"] == "90"
    supplier.fault = Fault.TOO_MANY_DATE
    assert (await ask(base_url))[1]["Retry-After"] == "Mon, 23 Nov 2026 12:01:30 GMT"


async def test_it_listens_on_loopback_only(supplier):
    assert (await supplier.start()).startswith("http://127.0.0.1:")


async def test_closing_hangs_up_on_a_client_that_waits():
    asked = asyncio.Event()

    def balance() -> Money:
        asked.set()
        return usd(5)

    supplier = EmbeddedSupplier("demo", balance, lambda: MONDAY_NOON)
    supplier.fault = Fault.SLOW
    waiting = asyncio.ensure_future(ask(await supplier.start()))
    await asked.wait()
    await supplier.close()
    assert await waiting == ("", {}, b"")


async def test_a_client_that_says_too_much_is_hung_up_on(supplier):
    base_url = await supplier.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(base_url.rpartition(":")[2]))
    writer.write(b"GET /" + b"x" * 100_000)
    try:
        assert await reader.read() == b""
    except ConnectionResetError:
        pass
    finally:
        writer.close()
    assert supplier.requests == 0


def test_it_loads_no_http_library():
    code = "import galla.demo.supplier, galla.demo.store, sys; print({'http', 'httpx'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
