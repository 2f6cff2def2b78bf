# docker build -t searchapp .
# docker run -p 8000:8000 -v searchapp-index:/var/lib/searchapp searchapp
# docker exec CONTAINER searchapp reindex FOLDER
FROM python:3.12-slim

WORKDIR /src
COPY setup.cfg pyproject.toml MANIFEST.in README.md LICENSE ./
COPY searchapp ./searchapp
COPY templates ./templates
COPY scripts ./scripts
# The client of the second engine; see compose.yaml.
ARG EXTRAS=opensearch
RUN scripts/install_service.sh /opt/searchapp \
    && useradd --system --home-dir /var/lib/searchapp --create-home searchapp \
    && chmod 700 /var/lib/searchapp

ENV PATH=/opt/searchapp/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SEARCHAPP_HOST=0.0.0.0 \
    SEARCHAPP_INDEX_DIR=/var/lib/searchapp/index
USER searchapp
WORKDIR /var/lib/searchapp
VOLUME /var/lib/searchapp
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/src/scripts/check_health.sh", "/opt/searchapp/bin/python"]
CMD ["searchapp", "serve"]
