from __future__ import annotations

from typing import Any

from csassist.lab.load import relay


class Socket:
    def __init__(self) -> None:
        self.heard: list[Any] = []

    async def send_json(self, frame: Any) -> None:
        self.heard.append(frame)


async def test_it_pushes_to_who_listens_to_the_conversation_or_to_all_and_to_nobody_else() -> None:
    near, all_of_it, far = Socket(), Socket(), Socket()
    listening = {"conversation:c-1": {near}, "shop": {all_of_it}, "conversation:c-2": {far}}
    relay.channels.update(listening)  # type: ignore[arg-type]
    try:
        body = relay.Body(conversation_id="c-1", message_id="m-1", sender="customer", text="在吗")
        answer = await relay.post_message(body)
    finally:
        relay.channels.clear()
    assert answer["message"]["id"] == "m-1"
    assert [frame["data"]["message"]["text"] for frame in near.heard] == ["在吗"]
    assert near.heard == all_of_it.heard
    assert far.heard == []
