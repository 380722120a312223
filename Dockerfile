# The platform in a container: what installs it stays in the first stage; what runs is no root, and writes to DATA_DIR alone.
# Run it with a read-only root file system, as compose.yaml does.

FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/knowledge
COPY requirements.txt requirements-assets.txt ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt \
    && .venv/bin/pip uninstall --yes pip setuptools \
    && python -m venv /tmp/assets \
    && /tmp/assets/bin/pip install --no-cache-dir --require-hashes --requirement requirements-assets.txt
COPY . .
RUN /tmp/assets/bin/python knowledge/assets/fetch.py \
    && rm -rf tests benchmarks requirements-dev.txt

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/knowledge --create-home --shell /usr/sbin/nologin knowledge \
    && pip uninstall --yes pip setuptools wheel
COPY --from=build /srv/knowledge /srv/knowledge
WORKDIR /srv/knowledge
ENV DATA_DIR=/var/lib/knowledge \
    HOST=0.0.0.0 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
VOLUME /var/lib/knowledge
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD [".venv/bin/python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
ENTRYPOINT [".venv/bin/python", "-m", "knowledge"]
CMD ["serve"]
