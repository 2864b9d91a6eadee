//! A network between the service and PostgreSQL that can be cut, slowed and frozen.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Everything passes.
    Open,
    /// Everything passes later.
    Slow(Duration),
    /// Nothing passes, and nobody hears of it.
    Frozen,
    /// Connections end, and new ones at once.
    Cut,
}

/// The network: what comes to its port goes on to the server.
pub(super) struct Wire {
    pub(super) address: SocketAddr,
    state: Arc<State>,
}

struct State {
    server: PathBuf,
    mode: Mutex<Mode>,
    changed: Condvar,
    /// Bytes from the service at which it freezes.
    trap: Mutex<Option<&'static [u8]>>,
    open: Mutex<Vec<(TcpStream, UnixStream)>>,
}

impl Wire {
    pub(super) fn to(server: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            server,
            mode: Mutex::new(Mode::Open),
            changed: Condvar::new(),
            trap: Mutex::default(),
            open: Mutex::default(),
        });
        let serving = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // Whoever goes away goes away.
                let _ = connect(stream, &serving);
            }
        });
        Self { address, state }
    }

    pub(super) fn set(&self, mode: Mode) {
        *self.state.mode.lock().unwrap() = mode;
        self.state.changed.notify_all();
        if mode == Mode::Cut {
            for (client, server) in self.state.open.lock().unwrap().drain(..) {
                let _ = client.shutdown(Shutdown::Both);
                let _ = server.shutdown(Shutdown::Both);
            }
        }
    }

    /// Freezes when these bytes come by, before they pass.
    pub(super) fn freeze_at(&self, bytes: &'static [u8]) {
        *self.state.trap.lock().unwrap() = Some(bytes);
    }

    pub(super) fn is_frozen(&self) -> bool {
        *self.state.mode.lock().unwrap() == Mode::Frozen
    }
}

fn connect(client: TcpStream, state: &Arc<State>) -> std::io::Result<()> {
    if *state.mode.lock().unwrap() == Mode::Cut {
        return Ok(());
    }
    client.set_nodelay(true)?;
    let server = UnixStream::connect(Path::new(&state.server))?;
    let pair = (client.try_clone()?, server.try_clone()?);
    state.open.lock().unwrap().push(pair);
    let (up, down) = (Arc::clone(state), Arc::clone(state));
    let (from_client, to_client) = (client.try_clone()?, client);
    let (from_server, to_server) = (server.try_clone()?, server);
    thread::spawn(move || {
        pump(from_client, &to_server, |chunk| up.pass(Some(chunk)));
        let _ = to_server.shutdown(Shutdown::Both);
    });
    thread::spawn(move || {
        pump(from_server, &to_client, |_| down.pass(None));
        let _ = to_client.shutdown(Shutdown::Both);
    });
    Ok(())
}

/// Passes on until either end is gone.
fn pump<'a, T>(mut from: impl Read, to: &'a T, pass: impl Fn(&[u8]) -> bool)
where
    &'a T: Write,
{
    let (mut buffer, mut to) = ([0; 16 << 10], to);
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let chunk = &buffer[..count];
        if !pass(chunk) || to.write_all(chunk).is_err() {
            return;
        }
    }
}

impl State {
    /// Waits until bytes may pass; they do not if the connection is cut.
    fn pass(&self, from_service: Option<&[u8]>) -> bool {
        if let Some(chunk) = from_service {
            let mut trap = self.trap.lock().unwrap();
            if trap.is_some_and(|trap| chunk.windows(trap.len()).any(|window| window == trap)) {
                *trap = None;
                *self.mode.lock().unwrap() = Mode::Frozen;
            }
        }
        let mut mode = self.mode.lock().unwrap();
        while *mode == Mode::Frozen {
            mode = self.changed.wait(mode).unwrap();
        }
        let mode = *mode;
        if let Mode::Slow(delay) = mode {
            thread::sleep(delay);
        }
        mode != Mode::Cut
    }
}
