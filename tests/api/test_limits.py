from __future__ import annotations

import resource

from csassist.api.limits import open_files, raise_open_files


def test_the_limit_is_raised_as_far_as_nobody_is_asked() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        assert open_files() == 256
        assert raise_open_files() >= min(hard, 1024) if hard != resource.RLIM_INFINITY else 1024
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[1] == hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
