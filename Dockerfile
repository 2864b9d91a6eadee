# Builds the service; runs it as a user without rights, its data in /data.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --package mononym --bin mononym

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data mononym
COPY --from=build /src/target/release/mononym /usr/local/bin/mononym
USER mononym
WORKDIR /data
VOLUME /data
ENV MONONYM_LISTEN=0.0.0.0:8080 MONONYM_DATA_DIR=/data
EXPOSE 8080
ENTRYPOINT ["mononym"]
CMD ["serve"]
