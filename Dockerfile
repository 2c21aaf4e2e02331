# syntax=docker/dockerfile:1
# The service in one small image: built with Node and pip, run with neither. Healthy = ready to take messages.
# Keys come from the environment or a secret (compose.yaml): without one the service refuses to leave loopback.

FROM node:22-bookworm-slim AS node

FROM python:3.13-slim-bookworm AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
RUN python -m venv /opt/csassist
WORKDIR /src
COPY requirements.lock ./
RUN /opt/csassist/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN /opt/csassist/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .
RUN /opt/csassist/bin/python -m pip uninstall --yes hatchling editables setuptools wheel pip

FROM python:3.13-slim-bookworm AS runtime
RUN groupadd --system --gid 10001 csassist \
    && useradd --system --uid 10001 --gid 10001 --home-dir /data --no-create-home csassist \
    && install --directory --owner=csassist --group=csassist --mode=0750 /data
COPY --from=build /opt/csassist /opt/csassist
ENV PATH=/opt/csassist/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CSASSIST_HOST=0.0.0.0 \
    CSASSIST_PORT=8000 \
    CSASSIST_DATA=/data
WORKDIR /data
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['CSASSIST_PORT']}/readyz\", timeout=2)"]
ENTRYPOINT ["csassist"]
CMD ["serve"]
