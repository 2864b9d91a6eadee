//! One connection: a request out, an answer in, without ever blocking.

use std::io::{self, Read, Write};

use mio::{Interest, Registry, Token, net::TcpStream};

/// Most headers of an answer.
const HEADERS: usize = 32;
const BUFFER: usize = 64 << 10;

pub(super) struct Connection {
    stream: TcpStream,
    output: Vec<u8>,
    sent: usize,
    input: Vec<u8>,
    received: usize,
}

/// A whole answer.
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) body: &'a [u8],
}

impl Connection {
    pub(super) fn open(port: u16, registry: &Registry, token: Token) -> io::Result<Self> {
        let stream = std::net::TcpStream::connect((std::net::Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        registry.register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        Ok(Self {
            stream,
            output: Vec::new(),
            sent: 0,
            input: vec![0; BUFFER],
            received: 0,
        })
    }

    /// Sends the request that `write` makes.
    pub(super) fn send(&mut self, write: impl FnOnce(&mut Vec<u8>) -> bool) -> io::Result<bool> {
        self.output.clear();
        self.sent = 0;
        if !write(&mut self.output) {
            return Ok(false);
        }
        self.flush()?;
        Ok(true)
    }

    fn flush(&mut self) -> io::Result<()> {
        while let Some(rest) = self.output.get(self.sent..).filter(|rest| !rest.is_empty()) {
            match self.stream.write(rest) {
                Ok(written) => self.sent += written,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Reads what is there; the answer, once it is whole.
    pub(super) fn receive(&mut self) -> io::Result<Option<Answer<'_>>> {
        self.flush()?;
        loop {
            let free = self.input.get_mut(self.received..).unwrap_or_default();
            if free.is_empty() {
                return Err(io::Error::other("an answer is too long for the load"));
            }
            match self.stream.read(free) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => self.received += read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(error),
            }
            if let Some((status, start)) = whole(self.input.get(..self.received).unwrap_or_default())? {
                let body = start..std::mem::take(&mut self.received);
                let body = self.input.get(body).unwrap_or_default();
                return Ok(Some(Answer { status, body }));
            }
        }
    }
}

/// Status and start of the body, if an answer has arrived to its end.
fn whole(input: &[u8]) -> io::Result<Option<(u16, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(input).map_err(io::Error::other)?;
    let httparse::Status::Complete(start) = parsed else {
        return Ok(None);
    };
    let length = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<usize>().ok())
        .ok_or_else(|| io::Error::other("an answer does not say its length"))?;
    let is_whole = input.len() >= start + length;
    Ok(is_whole.then_some((response.code.unwrap_or_default(), start)))
}
