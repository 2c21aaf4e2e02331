"""SnowNLP as a yardstick, exact and unchanged, in a process of its own: it is slow and holds 400 MB."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from csassist.rulepack.snow import sentiments


class Snow:
    """Heat 0–1 by SnowNLP = 1 − sentiments; 0.5 and above is what it calls negative. Texts are judged once each."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        self._asked: dict[str, Future[list[float]]] = {}
        self._known: dict[str, float] = {}
        self._batches: list[tuple[list[str], Future[list[float]]]] = []

    def ask(self, texts: Sequence[str]) -> None:
        """Hands texts over; they are judged while the caller goes on."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._asked]
        for start in range(0, len(fresh), 200):
            batch = fresh[start : start + 200]
            future = self._pool.submit(sentiments, batch)
            self._asked.update(dict.fromkeys(batch, future))
            self._batches.append((batch, future))

    def heat(self, text: str) -> float:
        """Waits for a text that was asked about."""
        if text not in self._known:
            for batch, future in self._batches:
                self._known.update((said, 1 - value) for said, value in zip(batch, future.result(), strict=True))
            self._batches.clear()
        return self._known[text]

    def close(self) -> None:
        """Ends the process, whatever is left to do."""
        self._pool.shutdown(wait=False, cancel_futures=True)
