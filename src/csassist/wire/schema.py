"""JSON Schema (2020-12) of everything that goes over the socket, for web/, the docs and other people's clients."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from csassist.wire.body import MessageBody
from csassist.wire.close_codes import CloseCode, is_terminal
from csassist.wire.frames import (
    SUBPROTOCOL,
    Channels,
    ClaimData,
    ClientFrame,
    DraftData,
    FeedbackData,
    Hello,
    TypingData,
    Unsubscribe,
    WhisperWords,
)
from csassist.wire.pushes import ServerFrame
from csassist.wire.shapes import ConversationState

# The data of each client frame; ping has none.
CLIENT_DATA: dict[str, type[BaseModel]] = {
    "message": MessageBody,
    "subscribe": Channels,
    "unsubscribe": Unsubscribe,
    "feedback": FeedbackData,
    "draft": DraftData,
    "typing": TypingData,
    "claim": ClaimData,
    "whisper": WhisperWords,
}


def _validation(models: list[type[BaseModel]]) -> tuple[dict[Any, Any], dict[str, Any]]:
    """References by (model, mode), and their definitions."""
    return models_json_schema([(model, "validation") for model in models], ref_template="#/$defs/{model}")


def frame_schemas() -> dict[str, Any]:
    """{"protocol", "hello", "client", "client_data", "server", "snapshot", "close_codes", "$defs"}."""
    models: list[type[BaseModel]] = [Hello, ClientFrame, *CLIENT_DATA.values()]
    references, client = _validation(models)
    server = TypeAdapter(ServerFrame).json_schema(ref_template="#/$defs/{model}", mode="serialization")
    state = ConversationState.model_json_schema(ref_template="#/$defs/{model}", mode="serialization")
    definitions = {**client["$defs"], **server.pop("$defs"), **state.pop("$defs")}
    definitions["ConversationState"] = state
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "protocol": SUBPROTOCOL,
        "hello": references[(Hello, "validation")],
        "client": references[(ClientFrame, "validation")],
        "client_data": {name: references[(model, "validation")] for name, model in CLIENT_DATA.items()},
        "server": server,
        "snapshot": {"$ref": "#/$defs/ConversationState"},
        "close_codes": [
            {"code": code.value, "name": code.name.lower(), "terminal": is_terminal(code)} for code in CloseCode
        ],
        "$defs": dict(sorted(definitions.items())),
    }
