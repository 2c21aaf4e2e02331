"""One bad client hurts nobody: it is cut, what it held is let go, the others hear everything."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
from pathlib import Path

from api.open_door import GUARD_S, Door, open_door


async def raw_socket(door: Door, key: str, channel: str) -> socket.socket:
    """A client that says hello and then never reads."""
    return await asyncio.to_thread(_greet, door, key, channel)


def _greet(door: Door, key: str, channel: str) -> socket.socket:
    host, port = door.url.removeprefix("ws://").removesuffix("/v1/ws").split(":")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.settimeout(GUARD_S)
    line.connect((host, int(port)))
    nonce = base64.b64encode(os.urandom(16)).decode()
    request = f"GET /v1/ws HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    request += f"Sec-WebSocket-Key: {nonce}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: csassist.v1\r\n\r\n"
    hello = json.dumps({"type": "hello", "key": key, "channels": [channel]}).encode()
    mask = b"\x00\x00\x00\x00"
    line.sendall(request.encode())
    assert b"101 Switching" in line.recv(1_024)
    line.sendall(bytes([0x81, 0x80 | len(hello)]) + mask + hello)
    return line


async def turns(door: Door, connections: int) -> None:
    """Lets the loop run until so many sockets are open."""
    async with asyncio.timeout(GUARD_S):
        while door.front.hub.connections() != connections:
            await asyncio.sleep(0.01)


async def test_a_client_that_never_reads_is_cut_and_the_others_hear_everything(tmp_path: Path) -> None:
    async with open_door(tmp_path, send_s=1) as door:
        await door.post("在吗", "m-0")
        with await raw_socket(door, "k-all", "conversation:c-1"):
            await turns(door, 1)
            async with door.hello("k-a1", "conversation:c-1") as good:
                await good.until(type="snapshot")
                for number in range(1, 401):
                    await door.post("好" * 4_000, f"m-{number}")
                    await good.until(type="assessment")
                await turns(door, 1)
                offsets = [frame["position"]["offset"] for frame in good.seen if frame.get("position")]
                assert offsets == list(range(offsets[0], offsets[0] + len(offsets)))


async def test_a_client_that_vanishes_is_let_go(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        await door.post("在吗", "m-0")
        line = await raw_socket(door, "k-all", "conversation:c-1")
        await turns(door, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        line.close()
        await turns(door, 0)
        assert door.front.hub._listening._listeners == {}
