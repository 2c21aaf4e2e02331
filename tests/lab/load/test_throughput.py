"""Posts spread over two servers, with sidebars on the other one than the posts."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from csassist.lab.load import relay
from csassist.lab.load.target import Target
from csassist.lab.load.throughput import Share, chats_of, spread, throughput
from csassist.lab.server import listening_socket

CHATS = [[("customer", "在吗"), ("agent", "在的")], [("customer", "有货吗")]]


@asynccontextmanager
async def served(came: Counter[str]) -> AsyncIterator[Target]:
    """The bare relay on a port of its own; its channels are shared by all of this process. `came` counts what came."""

    async def door(scope: Any, receive: Any, send: Any) -> None:
        came[scope["type"]] += 1
        await relay.app(scope, receive, send)

    config = uvicorn.Config(door, ws="websockets-sansio", lifespan="off", log_config=None, access_log=False)
    server, sock = uvicorn.Server(config), listening_socket("127.0.0.1", 0)
    task = asyncio.create_task(server._serve([sock]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield Target("127.0.0.1", sock.getsockname()[1], relay=True)
    finally:
        server.should_exit = True
        await task
        sock.close()


async def test_every_message_is_pushed_and_counted_with_what_stands_beside() -> None:
    came: Counter[str] = Counter()
    async with served(came) as node:
        run = await throughput(node, *chats_of(CHATS, 20, node.key))
    assert (run.messages, run.missing, len(run.pushes), len(run.acks)) == (20, 0, 20, 20)
    assert came == {"http": 20, "websocket": 13}
    assert run.beside == {}
    assert run.per_s > 0


async def test_two_nodes_share_the_posts_and_hear_each_others() -> None:
    one_came: Counter[str] = Counter()
    two_came: Counter[str] = Counter()
    spent = iter((3.0, 5.5))
    async with served(one_came) as one, served(two_came) as two:
        crossed = Target(one.host, one.port, relay=True, ears=two)
        shares = [Share(crossed, *chats_of(CHATS, 9, one.key, "x")), Share(two, *chats_of(CHATS, 3, two.key, "y"))]
        run = await spread(shares, {"server": lambda: next(spent)})
        consoles = await crossed.consoles(1)
        for console in consoles:
            console.close()
    assert (run.messages, run.missing) == (12, 0)
    assert one_came == {"http": 9}, "posts only"
    assert two_came == {"http": 3, "websocket": 6 + 2 + 1}
    assert run.beside == {"server": 2.5}
