"""What may be wrong with the settings, one function a question. Resolves names and connects; sends nothing."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from csassist.errors import CsassistError, RulePackError, StoreUnavailable
from csassist.lab.checkup import FAULT, OK, WAIT_S, WARN, Finding, Questions, Words, answers
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder

SHORT_KEY, FEW_SIGNS = 20, 8
_WE_ARE_DEAF = (
    "S509：另一个节点在用这个 PostgreSQL，本节点没有 Redis，互相听不到",
    "S509: another node serves this PostgreSQL, this one has no Redis: neither would hear of the other",
)
_THEY_ARE_DEAF = (
    "S509：一个没有 Redis 的节点在用这个 PostgreSQL，它听不到本节点",
    "S509: a node without Redis serves this PostgreSQL: it would not hear of this one",
)
_BROKER_FOR_ALL = (
    "所有节点都设 CSASSIST_BROKER=redis://…，或只留一个节点",
    "set CSASSIST_BROKER=redis://… on every node, or run one node only",
)


class Chosen(Questions):
    """How csassist is set."""

    def all(self) -> Iterator[Finding]:
        """In the order in which they would hurt."""
        for check in (self.rules, self.keys, self.origins, self.public_url, self.notices, self.store, self.broker):
            yield check()
        if self._settings.store is not None:
            yield self.company(self._settings.store)

    def rules(self) -> Finding:
        """The pack loads."""
        try:
            book = RulebookHolder(self._settings.rules or default_directory()).current()
        except RulePackError as error:
            first = str(error.faults[0]) if error.faults else error.message
            return self._found(
                "rules",
                FAULT,
                (f"规则有 {len(error.faults)} 处错误：{first}", f"{len(error.faults)} faults in the rules: {first}"),
                ("csassist check-rules 会列出全部", "csassist check-rules lists all of them"),
            )
        name = f"{book.pack_id} {book.version}"
        return self._found("rules", OK, (f"规则 {name} 可用", f"rules {name} load"))

    def keys(self) -> Finding:
        """Somebody can come in, and nobody by guessing."""
        keys = [entry.key.get_secret_value() for entry in self._settings.keys]
        if not keys and not self._settings.loopback:
            return self._found(
                "keys",
                WARN,
                (
                    "没有配置密钥；只有库里已有密钥时才能在本机之外服务",
                    "no key is set: beyond this machine only stored keys let it start",
                ),
                ("设置 CSASSIST_KEYS，或 csassist keys create", "set CSASSIST_KEYS, or csassist keys create"),
            )
        weak = sum(len(key) < SHORT_KEY or len(set(key)) < FEW_SIGNS for key in keys)
        if weak or len(set(keys)) < len(keys):
            return self._found(
                "keys",
                FAULT if not self._settings.loopback else WARN,
                (f"{weak} 个密钥太短、太简单，或有重复", f"{weak} keys are short or simple, or one is there twice"),
                (
                    "用 openssl rand -hex 32，或 csassist keys create",
                    "take openssl rand -hex 32, or csassist keys create",
                ),
            )
        text = (f"配置了 {len(keys)} 个密钥", f"{len(keys)} keys in the settings")
        return self._found("keys", OK, text)

    def origins(self) -> Finding:
        """Exact origins, https beyond this machine."""
        wrong = [one for one in self._settings.embed_origins if not is_origin(one)]
        if wrong:
            return self._found(
                "embed_origins",
                FAULT,
                (f"不是来源：{'、'.join(wrong)}", f"no origins: {', '.join(wrong)}"),
                (
                    "写成 https://desk.example（协议、主机、端口，没有路径和 *）",
                    "write https://desk.example: scheme, host, port; no path, no *",
                ),
            )
        plain = [one for one in self._settings.embed_origins if one.startswith("http://") and not _here(one)]
        if plain:
            return self._found(
                "embed_origins",
                WARN,
                (f"没有加密的来源：{'、'.join(plain)}", f"origins without TLS: {', '.join(plain)}"),
                ("工单系统请用 https", "serve the desk over https"),
            )
        many = len(self._settings.embed_origins)
        return self._found("embed_origins", OK, (f"允许 {many} 个来源嵌入", f"{many} origins may embed the pages"))

    def public_url(self) -> Finding:
        """Links in notices lead somewhere."""
        url = self._settings.public_url
        if not url and self._settings.notices:
            return self._found(
                "public_url",
                WARN,
                ("没有设置 public_url，通知里没有链接", "no public_url: notices carry no link"),
                ("设置 CSASSIST_PUBLIC_URL=https://…", "set CSASSIST_PUBLIC_URL=https://…"),
            )
        if url and (urlsplit(url).scheme != "https" or _here(url)):
            return self._found(
                "public_url",
                WARN,
                (
                    f"public_url 不是大家能打开的 https 地址：{url}",
                    f"public_url is no https address that others can open: {url}",
                ),
                ("写同事打开本服务的地址", "write the address under which people open this service"),
            )
        return self._found("public_url", OK, (url or "未设置（也不需要）", url or "not set, not needed"))

    def notices(self) -> Finding:
        """Addresses are allowed and resolve; nothing is sent."""
        try:
            endpoints = self._settings.endpoints()
            for one in endpoints.all:
                asyncio.run(asyncio.wait_for(endpoints.guard.target(one.url), WAIT_S))
        except (CsassistError, OSError, TimeoutError) as error:
            said = error.message if isinstance(error, CsassistError) else type(error).__name__
            return self._found(
                "notices",
                FAULT,
                (f"有通知地址不能用：{said}", f"an endpoint cannot be used: {said}"),
                (
                    "见 docs/notices.md；csassist notify test 名称 会真发一条",
                    "see docs/notices.md; csassist notify test NAME sends one",
                ),
            )
        many = len(endpoints.all)
        return self._found("notices", OK, (f"{many} 个通知地址可以解析", f"{many} endpoints resolve"))

    def store(self) -> Finding:
        """PostgreSQL answers, when it is named."""
        return self._far("store", _address(self._settings.store), 5432, ("本机 SQLite", "SQLite on this machine"))

    def broker(self) -> Finding:
        """Redis answers, when it is named."""
        return self._far("broker", _address(self._settings.broker), 6379, ("本进程内", "in this process"))

    def company(self, store: str) -> Finding:
        """Nodes on one record hear of each other."""
        from csassist.store.postgres.company import present  # the driver is loaded by who needs it

        try:
            found = present(store)
        except StoreUnavailable as error:
            return self._found("company", WARN, (f"看不到谁在用这个库：{error.message}", error.message))
        mine = answers(self._settings.host, self._settings.port)  # the node that is found may be this one
        if self._settings.broker is None and (found.together or (found.alone and not mine)):
            return self._found("company", FAULT, _WE_ARE_DEAF, _BROKER_FOR_ALL)
        if self._settings.broker is not None and found.alone:
            return self._found("company", FAULT, _THEY_ARE_DEAF, _BROKER_FOR_ALL)
        many = found.together + found.alone
        return self._found("company", OK, (f"{many} 个节点在用这个库", f"{many} nodes serve this record"))

    def _far(self, check: str, url: str | None, port: int, none: Words) -> Finding:
        if url is None:
            return self._found(check, OK, none)
        parts = urlsplit(url)
        place = f"{parts.hostname or 'localhost'}:{parts.port or port}"
        try:
            socket.create_connection((parts.hostname or "localhost", parts.port or port), WAIT_S).close()
        except OSError as error:
            said = error.strerror or str(error)
            return self._found(
                check,
                FAULT,
                (f"连不上 {place}：{said}", f"{place} does not answer: {said}"),
                ("检查地址、防火墙和服务是否在运行", "check the address, the firewall, and that it runs"),
            )
        return self._found(check, OK, (f"{place} 可连接", f"{place} answers"))


def is_origin(text: str) -> bool:
    """True for scheme://host[:port] and nothing else."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    clean = f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port else "")
    return parts.scheme in ("http", "https") and bool(parts.hostname) and clean == text and "*" not in text


def _address(setting: SecretStr | str | None) -> str | None:
    return setting.get_secret_value() if isinstance(setting, SecretStr) else setting


def _here(url: str) -> bool:
    return (urlsplit(url).hostname or "") in ("localhost", "127.0.0.1", "::1")
