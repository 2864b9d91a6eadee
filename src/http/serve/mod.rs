//! Connections: taken, bounded in number and in patience, and ended when the service stops.

mod connections;
mod descriptors;
mod patient;

use std::{
    future::Future,
    io,
    pin::pin,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{sleep, timeout},
};

use self::{connections::Connections, patient::Patient};
use super::{App, limit::Edge, limit::LimitSettings, router, router::Service};

/// How long to wait where the machine has no connection to give.
const NO_DESCRIPTORS: Duration = Duration::from_millis(100);
/// Smallest buffer of a connection that hyper takes.
const LEAST_BUFFER: usize = 8192;

/// Serves on a listener until `shutdown` is done; requests under way are finished.
pub async fn serve(app: App, listener: TcpListener, shutdown: impl Future<Output = ()> + Send) {
    let app = Arc::new(app);
    let settings = app.limiter.settings();
    let connections = Arc::new(Connections::new(
        descriptors::room(settings.connections),
        settings,
    ));
    let service = router::service(Arc::clone(&app));
    let (stop, stopping) = watch::channel(false);
    let take = |stream: TcpStream, address: std::net::SocketAddr| {
        let client = app.limiter.client_of_connection(address.ip());
        let place = match connections.enter(client) {
            Ok(place) => place,
            Err(refusal) => return refusal.send(stream),
        };
        let http = protocol(settings, connections.is_crowded());
        let edge = Edge::new(service.clone(), Arc::clone(&app), address.ip());
        let (settings, stopping) = (settings.clone(), stopping.clone());
        tokio::spawn(async move {
            converse(&http, stream, edge, &settings, stopping).await;
            drop(place);
        });
    };
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => take(stream, address),
                Err(error) => after(&error).await,
            },
        }
    }
    // Whoever has connected by now is served too.
    while let Some(Ok((stream, address))) = futures_util::FutureExt::now_or_never(listener.accept()) {
        take(stream, address);
    }
    drop(listener);
    // Streams have no end of their own.
    app.stopping.send_replace(true);
    stop.send_replace(true);
    if timeout(settings.shutdown_time, connections.all_gone())
        .await
        .is_err()
    {
        tracing::warn!("some requests under way were not finished in time");
    }
}

/// Who leaves before being greeted is no failure of ours; where the machine has no more connections to
/// give, some are given back before long.
async fn after(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    ) {
        tracing::error!(%error, "no connections can be taken");
        sleep(NO_DESCRIPTORS).await;
    }
}

/// HTTP/1.1 as it is spoken on one connection. Where there is a crowd, nobody may idle for long.
fn protocol(settings: &LimitSettings, is_crowded: bool) -> http1::Builder {
    let idle = if is_crowded {
        settings.idle_time.min(settings.head_time)
    } else {
        settings.idle_time
    };
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        // It runs from one request to the next.
        .header_read_timeout(idle)
        .max_header_size(settings.head_bytes)
        .max_buf_size(settings.head_bytes.max(LEAST_BUFFER));
    http
}

/// Answers the requests of one connection until it ends, by either side.
async fn converse(
    http: &http1::Builder,
    stream: TcpStream,
    edge: Edge<Service>,
    settings: &LimitSettings,
    mut stopping: watch::Receiver<bool>,
) {
    // Answers are written whole.
    let _ = stream.set_nodelay(true);
    let asked = edge.asked();
    let stream = TokioIo::new(Patient::new(stream, settings.write_time));
    let mut connection = pin!(http.serve_connection(stream, edge));
    let mut first = pin!(sleep(settings.head_time));
    let (mut has_asked, mut stops) = (false, false);
    loop {
        tokio::select! {
            // Errors are the client's: it has gone away, or speaks no HTTP and was told so.
            _ = connection.as_mut() => return,
            () = first.as_mut(), if !has_asked => {
                has_asked = asked.load(Ordering::Relaxed);
                if !has_asked {
                    return;
                }
            }
            _ = stopping.wait_for(|stopping| *stopping), if !stops => {
                stops = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}
