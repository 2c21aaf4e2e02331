"""The yardstick: the barest service on the same stack (FastAPI, uvicorn, websockets) that does the same errand: parse,
push to who listens to the conversation, ack. Keeps nothing, decides nothing. `python -m csassist.lab.load.relay PORT`.
"""

from __future__ import annotations

import sys
from typing import Any, Literal

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

app = FastAPI(telemetry={"tracing": False, "metrics": False, "logs": False})
channels: dict[str, set[WebSocket]] = {}


class Body(BaseModel):
    """What comes in, as csassist takes it."""

    conversation_id: str
    message_id: str
    sender: Literal["customer", "agent", "bot", "system"]
    text: str
    agent_id: str | None = None
    team_id: str | None = None
    customer: dict[str, Any] | None = None
    context: dict[str, Any] | None = None


@app.get("/readyz")
async def ready() -> dict[str, str]:
    """It answers, so it is ready."""
    return {"status": "ok"}


@app.post("/v1/messages", status_code=201)
async def post_message(body: Body) -> dict[str, Any]:
    """Push, then ack."""
    message = {"id": body.message_id, "conversation_id": body.conversation_id, "sender": body.sender, "text": body.text}
    name = f"conversation:{body.conversation_id}"
    frame = {"type": "message", "channel": name, "data": {"message": message}}
    for channel in (name, "shop"):
        for socket in tuple(channels.get(channel, ())):
            await socket.send_json(frame)
    return {"message": message}


@app.websocket("/v1/ws")
async def listen(socket: WebSocket) -> None:
    """The first frame names the channels."""
    await socket.accept()
    hello = await socket.receive_json()
    names = hello.get("channels", [])
    for name in names:
        channels.setdefault(name, set()).add(socket)
        await socket.send_json({"type": "snapshot", "channel": name, "data": {}})
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        for name in names:
            channels[name].discard(socket)


if __name__ == "__main__":
    uvicorn.run(
        app, port=int(sys.argv[1]), access_log=False, log_level="warning", ws="websockets-sansio",
        ws_per_message_deflate=False, ws_max_size=128 * 1024, server_header=False, date_header=False,
    )  # fmt: skip
