"""A shop's own model in a real server: taken up while it runs, kept when the next one is broken, gone when deleted."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csassist.rulepack.model_file import read_model, shipped_model, write_model
from csassist.thermometer.model import ModelTable
from fakes.ports import free_port
from journeys.service import Service, child

pytestmark = pytest.mark.slow
QUIET = "你们家药膏对烂嘴角有用吗"  # the model alone heats it; no rule does


def cooler() -> ModelTable:
    """The shipped model with its heat far down: what a pull would do at its strongest."""
    table = shipped_model().table
    return ModelTable(
        "zh-shop", table.grams, table.weights, {**table.bias, "heat": -20 * table.scale}, table.scale, table.dilute
    )


async def until(service: Service, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The verbose answer of /readyz, once it fits."""
    async with asyncio.timeout(60):
        while True:
            verbose: dict[str, Any] = (await service.get("/readyz?verbose", key=None)).json()
            if fits(verbose):
                return verbose
            await asyncio.sleep(0.05)


def model_of(verbose: dict[str, Any]) -> str:
    detail: str = verbose["checks"]["model"]["detail"]
    return detail


async def reading(service: Service, number: int) -> tuple[float, str]:
    body = (await service.say(QUIET, conversation=f"c-{number}")).json()["assessment"]
    learnt = [signal for signal in body["reading"]["signals"] if signal["id"].startswith("model-")]
    return sum(signal["degrees"] for signal in learnt), body["rules_hash"]


async def test_a_model_comes_is_broken_and_goes_while_the_server_runs(tmp_path: Path) -> None:
    path = tmp_path / "model.json.gz"
    async with child(tmp_path, free_port()) as running:
        service = running.service
        assert "shipped" in model_of(await until(service, lambda verbose: True))
        heat, shipped_hash = await reading(service, 1)
        assert heat > 0

        write_model(path, cooler(), {})
        own = await until(service, lambda verbose: "adapted" in model_of(verbose))
        assert read_model(path).digest in model_of(own)
        heat, own_hash = await reading(service, 2)
        assert heat == 0
        assert own_hash != shipped_hash

        path.write_bytes(path.read_bytes()[:1000])
        broken = await until(service, lambda verbose: bool(verbose["rules_faults"]))
        assert broken["status"] == "ready"
        assert [fault.split()[:2] for fault in broken["rules_faults"]] == [["model.json.gz:1", "R190"]]
        assert await reading(service, 3) == (0, own_hash)

        path.unlink()
        await until(service, lambda verbose: "shipped" in model_of(verbose) and not verbose["rules_faults"])
        heat, back_hash = await reading(service, 4)
        assert heat > 0
        assert back_hash == shipped_hash


async def test_training_on_a_shops_chats_quiets_the_running_server(tmp_path: Path) -> None:
    chats = tmp_path / "chats.csv"
    ailments = ("烂嘴角", "烂脚丫", "落枕", "腰疼", "冻疮", "痘痘", "牙龈", "脚气", "失眠", "便秘")
    wares = ("药膏", "喷雾", "贴膏", "凝胶", "药水", "含片", "药粉", "洗液")
    greetings = ("请问", "你好", "亲", "在吗", "想问下", "老板")
    asked = [f"{who}，你们家{ware}对{what}有用吗" for who in greetings for ware in wares for what in ailments]
    rows = (f"c{number},customer,{text},\nc{number},agent,可以的,\n" for number, text in enumerate(asked))
    chats.write_text("conversation_id,sender,text,sent_at\n" + "".join(rows), "utf-8")
    async with child(tmp_path, free_port()) as running:
        before, _ = await reading(running.service, 1)
        words = ("-m", "csassist.cli", "train", "--calm", str(chats), "--data", str(tmp_path))
        training = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE, stderr=PIPE)
        said, complaints = await training.communicate()
        assert training.returncode == 0, complaints.decode()
        assert "训练前" in said.decode()
        await until(running.service, lambda verbose: "adapted" in model_of(verbose))
        after, _ = await reading(running.service, 2)
        assert after < before - 5


async def test_a_server_starts_with_the_model_in_its_data_directory(tmp_path: Path) -> None:
    write_model(tmp_path / "model.json.gz", cooler(), {})
    async with child(tmp_path, free_port()) as running:
        assert "adapted" in model_of(await until(running.service, lambda verbose: True))
        assert (await reading(running.service, 1))[0] == 0


async def test_a_server_starts_beside_a_broken_model_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "model.json.gz").write_bytes(b"half")
    async with child(tmp_path, free_port()) as running:
        verbose = await until(running.service, lambda verbose: True)
        assert "shipped" in model_of(verbose)
        assert "R190" in verbose["rules_faults"][0]
        assert (await reading(running.service, 1))[0] > 0
