"""The disk is full or read-only: 503 with Retry-After, nothing half written, healed when there is room again."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from journeys.service import in_process


async def test_a_full_disk_is_503_and_heals(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        assert (await service.say("在吗", conversation="c-0", message="m-0")).status_code == 201
        size = sum(f.stat().st_size for f in tmp_path.iterdir())
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        import signal

        handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            refused = None
            for i in range(1, 400):
                answer = await service.say("怎么还不发货" * 500, conversation=f"c-{i}", message=f"m-{i}")
                assert answer.status_code in (201, 503)
                if answer.status_code == 503:
                    refused = (i, answer)
                    break
            assert refused is not None, "the limit was never reached"
            i, answer = refused
            assert answer.json()["code"] == "S503"
            assert int(answer.headers["retry-after"]) >= 1
            assert (await service.get(f"/v1/conversations/c-{i}")).status_code == 404
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, handler)
        healed = await service.say("怎么还不发货" * 500, conversation=f"c-{i}", message=f"m-{i}")
        assert healed.status_code == 201
        assert (await service.get("/readyz", key=None)).status_code == 200


@pytest.mark.parametrize("broken", ["rules:\n  - [", "id: x\nunknown_key: 1\n"])
async def test_a_broken_pack_never_replaces_a_good_one(tmp_path: Path, broken: str) -> None:
    import shutil

    from csassist.rulepack.place import default_directory

    rules = tmp_path / "rules"
    shutil.copytree(default_directory(), rules)
    async with in_process(tmp_path / "data", rules=rules) as service:
        assert service.front is not None
        good = service.front.rulebooks.current().hash
        bad = next((rules / "zh-retail" / "signals").rglob("*.yaml"))
        text = bad.read_text("utf-8")
        bad.write_text(broken, "utf-8")
        service.front.rulebooks.reload()
        assert service.front.rulebooks.current().hash == good
        verbose = (await service.get("/readyz?verbose", key=None)).json()
        assert any(bad.name in fault for fault in verbose["rules_faults"])
        assert (await service.say("在吗")).status_code == 201
        bad.write_text(text, "utf-8")
        service.front.rulebooks.reload()
        assert service.front.rulebooks.faults == ()
