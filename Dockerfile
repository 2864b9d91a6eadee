# The service alone: one program, the four libraries that it is linked with, no shell. It runs as a user
# without rights, its data in /data. docs/operations.md says how it is built and run.
FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /src
COPY . .
# The same source gives the same bytes wherever it is built.
ENV SOURCE_DATE_EPOCH=0
RUN deploy/build.sh
# The program's libraries are those that it was built with: nothing else has to fit.
RUN mkdir -p /image/usr/local/bin /empty \
    && cp target/release/mononym /image/usr/local/bin/ \
    && ldd target/release/mononym | grep -o '/lib[^ ]*' | xargs -I LIBRARY cp --parents --dereference LIBRARY /image

FROM scratch
COPY --from=build /image /
COPY --from=build --chown=10001:10001 /empty /data
USER 10001:10001
WORKDIR /data
VOLUME /data
ENV MONONYM_LISTEN=0.0.0.0:8080 MONONYM_DATA_DIR=/data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/usr/local/bin/mononym", "health"]
ENTRYPOINT ["/usr/local/bin/mononym"]
CMD ["serve"]
