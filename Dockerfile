# docker build -t mturk-adapter .
# docker run --rm -p 127.0.0.1:8080:8080 -v mturk-adapter:/data mturk-adapter
#
# To build from one base image and no other, pin both FROM lines by its digest, which this prints:
#   docker buildx imagetools inspect python:3.13-slim --format '{{.Manifest.Digest}}'
# and write python:3.13-slim@sha256:… in its place.

FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv --without-pip /opt/adapter
RUN python -m pip --python /opt/adapter install --no-cache-dir --require-hashes -r requirements/runtime.lock
RUN python -m venv /opt/build
RUN /opt/build/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/build.lock
RUN /opt/build/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir /opt/wheels .
RUN python -m pip --python /opt/adapter install --no-cache-dir --no-deps /opt/wheels/*.whl

FROM python:3.13-slim
RUN groupadd --gid 10001 adapter && useradd --uid 10001 --gid 10001 --create-home adapter \
    && mkdir /data && chown 10001:10001 /data
COPY --from=build /opt/adapter /opt/adapter
# A container's loopback cannot be reached from outside it, so the address stands here, whatever
# `docker run` is given behind the image's name.
ENV PATH=/opt/adapter/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_DATA_HOME=/data \
    MTURK_ADAPTER_BIND=0.0.0.0:8080
# The marketplace's database lies here; a volume that is made of it has its owner.
VOLUME /data
WORKDIR /home/adapter
USER 10001:10001
EXPOSE 8080
# Beside the API, where asking leaves no line in the log and is no call; by loopback, whatever the
# setting `admin` says, unless that is none.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["python", "-c", \
    "import urllib.request as web; web.urlopen('http://127.0.0.1:8081/healthz', timeout=4)"]
ENTRYPOINT ["mturk-adapter"]
# Any key, from anywhere that the published port lets in, is accepted for what the adapter has of
# its own only: where accounts are configured, or calls reach a live service, the flag does nothing.
# It goes as soon as other arguments are given.
CMD ["serve", "--accept-any-key-from-anywhere"]
