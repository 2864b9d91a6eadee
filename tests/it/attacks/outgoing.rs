//! What the service itself fetches: the nodes that its operator named, and nothing that a client names
//! or a node points at.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::{
    accounts::{register, sign, text},
    harness::{ALICE, TestApp, alice},
    http::Request,
    wire,
};
use mononym_keystore::Operation;

/// A server that counts who comes, and answers each with these bytes.
fn server(answer: String) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let visits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&visits);
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut piece = [0; 65536];
            // Whoever has left needs no answer.
            let _ = stream.read(&mut piece);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (address, visits)
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn a_node_sends_the_service_nowhere_else() {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let (secret, visits) = server(ok("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":\"0x1\"}"));
        let (node, asked) = server(format!(
            "HTTP/1.1 {status}\r\nlocation: http://{secret}/latest/meta-data\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        ));
        let app = TestApp::with(
            toml::from_str(&format!(
                "[rpc]\nethereum = \"http://{node}/key-of-the-operator\""
            ))
            .unwrap(),
        );
        app.register(ALICE, Vec::new());
        let shown = app.get(&format!("/v1/names/{ALICE}/addresses?deployed=true"));
        assert_eq!(shown.status, 200, "{}", shown.text());
        assert!(asked.load(Ordering::SeqCst) > 0, "{status}: the node was asked");
        assert_eq!(visits.load(Ordering::SeqCst), 0, "{status}");
        assert!(!shown.text().contains("key-of-the-operator"));
    }
}

#[test]
fn what_a_node_answers_is_not_shown() {
    let (node, asked) = server(ok("{\"private\":\"the secret of a host inside\"}"));
    let app = TestApp::with(toml::from_str(&format!("[rpc]\nethereum = \"http://{node}\"")).unwrap());
    app.register(ALICE, Vec::new());
    let shown = app.get(&format!("/v1/names/{ALICE}/addresses?deployed=true"));
    assert_eq!(shown.status, 200);
    assert!(asked.load(Ordering::SeqCst) > 0);
    assert!(!shown.text().contains("secret"), "{}", shown.text());
    assert!(!shown.text().contains("\"deployed\":true"), "{}", shown.text());
}

#[test]
fn no_url_of_a_client_is_fetched() {
    let (canary, visits) = server(ok("{}"));
    let url = format!("http://{canary}/");
    let app = TestApp::start();
    let records = ["avatar", "url", "header", "com.github", "ccip", "root"]
        .map(|key| text(key, &url))
        .to_vec();
    app.register(ALICE, records);
    for key in ["avatar", "url"] {
        assert_eq!(app.text(ALICE, key), url);
    }
    for request in [
        Request::get(format!("/v1/names/{ALICE}")),
        Request::get(format!("/v1/names/{ALICE}/addresses?deployed=true")),
        Request::get(format!("/v1/resolve?name={ALICE}@{url}")),
        Request::get(format!("/v1/names/{ALICE}/addresses?rpc={url}")),
        Request::get(url.clone()),
        Request::get("/v1/parents").header("host", &canary.to_string()),
        Request::get("/v1/parents").header("referer", &url),
        Request::get("/v1/parents").header("x-forwarded-host", &canary.to_string()),
        Request::post(
            "/",
            format!("{{\"sender\":\"{url}\",\"data\":\"0x\",\"urls\":[\"{url}\"]}}"),
        ),
    ] {
        let response = app.send(&request);
        assert!(response.status < 500, "{request:?}: {}", response.text());
    }
    let mut operation = register("bob.mononym.eth", &[&alice()]);
    operation.records = vec![text("avatar", &url)];
    let signed = sign(Operation::Register(operation), &[&alice()]);
    assert_eq!(app.post_registration(&signed).status, 201);
    app.ask("bob.mononym.eth", &wire::text("bob.mononym.eth", "avatar"));
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}
