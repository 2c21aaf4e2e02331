"""Runs the app with uvicorn on a socket of our own. Knows addresses and signals, nothing of what is served."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI

USER_TIMEOUT_MS = 15_000  # a peer that acknowledges nothing is dropped by the kernel (uvicorn never would)


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket. Raises OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    bound.listen(2048)
    return bound


def server(app: FastAPI, *, log_level: str = "info") -> uvicorn.Server:
    """A server with our limits: 64 KiB frames (+ some, so that we answer with our own code), no deflate."""
    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_max_size=128 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        timeout_graceful_shutdown=10,
        access_log=False,
        log_level=log_level,
        server_header=False,
        date_header=False,
    )
    return uvicorn.Server(config)
