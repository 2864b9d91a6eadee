//! A node that lies, fails or takes its time: it passes requests on to an honest one.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

/// What it does with one request.
pub(crate) enum Act {
    /// Passes it on.
    Honest,
    /// Gives this result, without asking anybody.
    Result(Value),
    /// Refuses with this text.
    Refuse(String),
    /// Answers with this status.
    Status(u16),
    /// Answers with these bytes.
    Bytes(Vec<u8>),
    /// Never answers.
    Hang,
}

type Behaviour = dyn FnMut(&str, &Value) -> Act + Send;

pub(crate) struct Proxy {
    /// With a secret in it.
    pub(crate) url: String,
    behaviour: Arc<Mutex<Box<Behaviour>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

/// An API key.
pub(crate) const SECRET: &str = "c0ffee0123456789";

impl Proxy {
    /// One before `node` that is honest.
    pub(crate) fn new(node: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v3/{SECRET}", listener.local_addr().unwrap());
        let behaviour: Arc<Mutex<Box<Behaviour>>> = Arc::new(Mutex::new(Box::new(|_, _| Act::Honest)));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let proxy = Self {
            url,
            behaviour: Arc::clone(&behaviour),
            asked: Arc::clone(&asked),
        };
        let node = node.to_owned();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (node, behaviour, asked) = (node.clone(), Arc::clone(&behaviour), Arc::clone(&asked));
                // A client that has gone away is no matter.
                thread::spawn(move || drop(serve(stream, &node, &behaviour, &asked)));
            }
        });
        proxy
    }

    /// From now on it acts like this.
    pub(crate) fn acts(&self, behaviour: impl FnMut(&str, &Value) -> Act + Send + 'static) {
        *self.behaviour.lock().unwrap() = Box::new(behaviour);
    }

    pub(crate) fn is_honest(&self) {
        self.acts(|_, _| Act::Honest);
    }

    /// How often a method was asked for.
    pub(crate) fn asked(&self, method: &str) -> usize {
        self.asked
            .lock()
            .unwrap()
            .iter()
            .filter(|asked| *asked == method)
            .count()
    }
}

fn serve(
    mut stream: TcpStream,
    node: &str,
    behaviour: &Mutex<Box<Behaviour>>,
    asked: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let request: Value = serde_json::from_slice(&body)?;
    let method = request["method"].as_str().unwrap();
    asked.lock().unwrap().push(method.to_owned());
    let act = behaviour.lock().unwrap()(method, &request["params"]);
    let id = request["id"].clone();
    let (status, answer) = match act {
        Act::Honest => {
            let agent: ureq::Agent = ureq::Agent::config_builder()
                .timeout_global(Some(Duration::from_secs(30)))
                .build()
                .into();
            let mut response = agent.post(node).send_json(&request).unwrap();
            (200, response.body_mut().read_to_vec().unwrap())
        }
        Act::Result(result) => {
            let answer = json!({ "jsonrpc": "2.0", "id": id, "result": result });
            (200, serde_json::to_vec(&answer)?)
        }
        Act::Refuse(message) => {
            let error = json!({ "code": -32000, "message": message });
            let answer = json!({ "jsonrpc": "2.0", "id": id, "error": error });
            (200, serde_json::to_vec(&answer)?)
        }
        Act::Status(status) => (status, b"no".to_vec()),
        Act::Bytes(bytes) => (200, bytes),
        Act::Hang => {
            // Until the client goes away.
            let _ = stream.read(&mut [0]);
            return Ok(());
        }
    };
    write!(
        stream,
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        answer.len()
    )?;
    stream.write_all(&answer)
}

/// A port where nobody listens.
pub(crate) fn nobody() -> String {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        send.send(listener.local_addr().unwrap()).unwrap();
    });
    format!("http://{}/v3/{SECRET}", receive.recv().unwrap())
}
