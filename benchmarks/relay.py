"""The yardstick of ingest: the barest FastAPI service that does the same errand: parse, push, ack. Keeps nothing."""

from __future__ import annotations

import sys
from typing import Any, Literal

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

app = FastAPI()
sockets: set[WebSocket] = set()


class Body(BaseModel):
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
    return {"status": "ok"}


@app.post("/v1/messages", status_code=201)
async def post_message(body: Body) -> dict[str, Any]:
    message = {"id": body.message_id, "conversation_id": body.conversation_id, "sender": body.sender, "text": body.text}
    frame = {"type": "message", "channel": f"conversation:{body.conversation_id}", "data": {"message": message}}
    for socket in sockets:
        await socket.send_json(frame)
    return {"message": message}


@app.websocket("/v1/ws")
async def listen(socket: WebSocket) -> None:
    await socket.accept()
    sockets.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        sockets.discard(socket)


if __name__ == "__main__":
    uvicorn.run(
        app, port=int(sys.argv[1]), access_log=False, log_level="warning", ws="websockets-sansio",
        ws_per_message_deflate=False, ws_max_size=128 * 1024, server_header=False, date_header=False,
    )  # fmt: skip
