//! A key takes another's place while the service runs: answers stand on chain before, meanwhile and
//! after, and a key that the contract does not list never signs.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, Bytes, hex};
use alloy_sol_types::{SolCall, SolValue};
use serde_json::{Value, json};

use super::{Server, doctor::world::World, mononym};
use crate::{
    accounts::Key,
    evm::SignedResolver,
    harness::ccip_post,
    wire::{self, Signed},
};

const NAME: &str = "mononym.eth";
const PATIENCE: Duration = Duration::from_secs(60);

/// A resolver on L1, and a service that signs for it.
struct Rotation {
    world: World,
    resolver: Address,
    asked: u32,
}

impl Rotation {
    fn new(listed: &[&Key]) -> Self {
        let mut world = World::new(60);
        let signers = listed.iter().map(|key| key.address()).collect();
        let resolver = world.signed_resolver("http://gateway.test", signers);
        Self {
            world,
            resolver,
            asked: 0,
        }
    }

    /// A command with the settings of the service.
    fn command(&self, arguments: &[&str], keys: &[&Key]) -> Command {
        let files: Vec<String> = keys
            .iter()
            .map(|key| self.world.key_file(key).display().to_string())
            .collect();
        let mut command = mononym(self.world.directory.path());
        command
            .args(arguments)
            .env("MONONYM_RESOLVERS", self.resolver.to_string())
            .env("MONONYM_SIGNER_KEY", files.join(","));
        command
    }

    fn serve(&self, keys: &[&Key]) -> Server {
        Server::spawn(&mut self.command(&["serve", "--listen", "127.0.0.1:0"], keys))
    }

    /// One that follows L1, and so sees by itself what the resolver lists.
    fn serve_with_l1(&self, keys: &[&Key]) -> Server {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"], keys);
        Server::spawn(command.envs([
            ("MONONYM_L1_RPC", &*self.world.anvil.url),
            ("MONONYM_KEYSTORE", &self.world.keystore.to_string()),
            ("MONONYM_L1_POLL_SECONDS", "1"),
        ]))
    }

    /// `mononym keys …`: what it says, or why it fails.
    fn keys(&self, arguments: &[&str], configured: &[&Key]) -> Result<Value, String> {
        let mut command = self.command(&[&["keys"], arguments, &["--json"]].concat(), configured);
        let said: super::Said = command
            .env("MONONYM_L1_RPC", &self.world.anvil.url)
            .output()
            .unwrap()
            .into();
        match said.code {
            0 => Ok(serde_json::from_str(&said.out).unwrap()),
            _ => Err(said.err),
        }
    }

    /// Sends what `mononym keys` said should be sent.
    fn follow(&mut self, report: &Value) {
        let advice = report["send"].as_array().unwrap();
        assert_eq!(advice.len(), 1, "{report}");
        assert_eq!(advice[0]["to"].as_str().unwrap().parse(), Ok(self.resolver));
        let data: Bytes = advice[0]["data"].as_str().unwrap().parse().unwrap();
        let to = self.resolver;
        let transaction = json!({
            "from": self.world.rich, "to": to, "data": hex::encode_prefixed(&data), "gas": "0xf0000"
        });
        let hash = self.world.anvil.rpc("eth_sendTransaction", json!([transaction]));
        self.world.mine_at(super::doctor::world::now());
        let receipt = self.world.anvil.rpc("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1", "{receipt}");
    }

    /// An answer that nobody asked for before: the call, the answer, who signed it.
    fn ask(&mut self, server: &Server) -> (Bytes, Signed, Address) {
        self.asked += 1;
        let call = wire::question(NAME, &wire::text(NAME, &format!("key {}", self.asked)));
        let address = server.url.strip_prefix("http://").unwrap().parse().unwrap();
        let response = ccip_post(self.resolver, self.resolver, &call).send(address);
        assert_eq!(response.status, 200, "{}", response.text());
        let data = response.json()["data"].as_str().unwrap().parse().unwrap();
        let signed = Signed::decode(&data);
        let signer = signed.signer(self.resolver, &call);
        (call, signed, signer)
    }

    /// Whether the contract takes an answer.
    fn stands(&mut self, call: &Bytes, signed: &Signed) -> bool {
        self.world.mine_at(super::doctor::world::now());
        let call = SignedResolver::resolveWithProofCall {
            response: signed.response.clone(),
            extraData: (call.clone(), self.resolver).abi_encode_params().into(),
        };
        let data = hex::encode_prefixed(call.abi_encode());
        let request = json!([{ "to": self.resolver, "data": data }, "latest"]);
        self.world.anvil.try_rpc("eth_call", request).is_ok()
    }

    /// A new answer that the contract takes, signed by this key.
    fn assert_signs(&mut self, server: &Server, key: &Key) -> (Bytes, Signed) {
        let (call, signed, signer) = self.ask(server);
        assert_eq!(signer, key.address());
        assert!(self.stands(&call, &signed));
        (call, signed)
    }
}

/// Waits until this key signs at a service; until then every new answer stands too.
fn until_signs(rotation: &mut Rotation, server: &Server, key: &Key) {
    let begun = Instant::now();
    loop {
        let (call, signed, signer) = rotation.ask(server);
        assert!(
            rotation.stands(&call, &signed),
            "an answer by {signer} does not stand"
        );
        if signer == key.address() {
            return;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "{signer} signs, not {}",
            key.address()
        );
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_key_takes_anothers_place_while_the_service_runs() {
    let (old, new) = (Key::new("old signer"), Key::new("new signer"));
    let mut rotation = Rotation::new(&[&old]);
    let server = rotation.serve(&[&old]);
    let mut hupped = server_is_told(&server);
    let before = rotation.assert_signs(&server, &old);

    // Nobody lists it: it does not sign, however often it is added.
    let file = rotation.world.key_file(&new).display().to_string();
    for _ in 0..2 {
        let added = rotation.keys(&["add", &file], &[&old]).unwrap();
        assert_eq!(
            (&added["active"], &added["address"]),
            (&json!(false), &json!(new.address()))
        );
        hupped();
        rotation.assert_signs(&server, &old);
    }
    let listed = rotation.keys(&["list"], &[&old]).unwrap();
    assert_eq!(
        states(&listed),
        [(new.address(), "waits"), (old.address(), "signs")]
    );
    // And the old one cannot go: nobody would be left.
    let error = rotation
        .keys(&["retire", &old.address().to_string()], &[&old])
        .unwrap_err();
    assert!(error.contains("no other key may sign"), "{error}");

    let added = rotation.keys(&["add", &file], &[&old]).unwrap();
    assert!(
        added["send"][0]["cast"]
            .as_str()
            .unwrap()
            .starts_with("cast send 0x")
    );
    rotation.follow(&added);
    hupped();
    rotation.assert_signs(&server, &old);
    let added = rotation.keys(&["add", &file], &[&old]).unwrap();
    assert_eq!((&added["active"], &added["send"]), (&json!(true), &json!([])));
    until_signs(&mut rotation, &server, &new);
    assert!(
        rotation.stands(&before.0, &before.1),
        "answers of the old key stand"
    );

    let retired = rotation
        .keys(&["retire", &old.address().to_string()], &[&old])
        .unwrap();
    assert_eq!(retired["successor"], json!(new.address()));
    let removable = retired["removableFrom"].as_u64().unwrap();
    assert_eq!(removable, retired["retiredAt"].as_u64().unwrap() + 300 + 60 + 60);
    assert!(removable > before.1.expires, "no answer of it is about then");
    let listed = rotation.keys(&["list"], &[&old]).unwrap();
    assert_eq!(
        states(&listed),
        [(old.address(), "retiring"), (new.address(), "signs")]
    );
    hupped();
    let signers = server.json("/v1/parents")["signers"].clone();
    assert_eq!(
        signers,
        json!([new.address().to_string(), old.address().to_string()]),
        "the old one must still be listed"
    );
    assert!(
        rotation.stands(&before.0, &before.1),
        "answers of the old key stand"
    );

    rotation.follow(&retired);
    assert!(
        !rotation.stands(&before.0, &before.1),
        "so much for those who do not wait"
    );
    rotation.assert_signs(&server, &new);
    let error = rotation.keys(
        &["add", &rotation.world.key_file(&old).display().to_string()],
        &[&old],
    );
    assert!(error.unwrap_err().contains("does not come back"));

    // After a restart too, and without the old key's file.
    std::fs::remove_file(rotation.world.key_file(&old)).unwrap();
    let (_, log) = server.terminate();
    for key in [&old, &new] {
        assert!(log.contains(&format!("{} signed ", key.address())), "{log}");
        assert!(!log.contains(&key.to_hex()[2..]), "{log}");
    }
    let server = Server::spawn(
        rotation.command(&["serve", "--listen", "127.0.0.1:0"], &[]).env(
            "MONONYM_SIGNER_KEY",
            rotation
                .world
                .directory
                .path()
                .join(format!("{}.key", old.address())),
        ),
    );
    rotation.assert_signs(&server, &new);
}

#[test]
fn a_service_that_follows_l1_uses_a_key_exactly_while_it_is_listed() {
    let (first, second) = (Key::new("first signer"), Key::new("second signer"));
    let mut rotation = Rotation::new(&[&second]);
    let server = rotation.serve_with_l1(&[&first, &second]);
    rotation.assert_signs(&server, &second);
    assert_eq!(
        server.json("/v1/parents")["signers"],
        json!([second.address().to_string()])
    );

    let resolver = rotation.resolver;
    let signer = first.address();
    rotation
        .world
        .send(resolver, &SignedResolver::addSignerCall { signer }, 0);
    until_signs(&mut rotation, &server, &first);
    assert_eq!(
        server.json("/v1/parents")["signers"],
        json!([first.address().to_string(), second.address().to_string()])
    );
    // Its owner takes it out at once, as after a theft.
    rotation
        .world
        .send(resolver, &SignedResolver::removeSignerCall { signer }, 0);
    let begun = Instant::now();
    while rotation.ask(&server).2 != second.address() {
        assert!(begun.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(100));
    }
    rotation.assert_signs(&server, &second);
}

#[test]
fn where_the_contract_lists_none_of_the_keys_nothing_is_signed() {
    let (listed, own) = (Key::new("somebody"), Key::new("own signer"));
    let rotation = Rotation::new(&[&listed]);
    let server = rotation.serve_with_l1(&[&own]);
    let call = wire::question(NAME, &wire::addr(NAME));
    let address = server.url.strip_prefix("http://").unwrap().parse().unwrap();
    let response = ccip_post(rotation.resolver, rotation.resolver, &call).send(address);
    assert_eq!(response.status, 503, "{}", response.text());
    assert_eq!(response.header("retry-after"), Some("1"));
    assert_eq!(
        server.json("/v1/parents")["signers"],
        json!([own.address().to_string()]),
        "it should be listed"
    );
    let list = rotation.keys(&["list"], &[&own]).unwrap();
    assert_eq!(states(&list), [(own.address(), "waits")]);
    assert_eq!(list["strangers"][0]["signer"], json!(listed.address()));
    let (_, log) = server.terminate();
    assert!(log.contains("no key may sign"), "{log}");
}

fn states(list: &Value) -> Vec<(Address, &str)> {
    let rows = list["keys"].as_array().unwrap().iter();
    rows.map(|row| {
        let address = row["address"].as_str().unwrap().parse().unwrap();
        (address, row["state"].as_str().unwrap())
    })
    .collect()
}

/// Has a service read its keys again, and waits until it has: its second line says so.
fn server_is_told(server: &Server) -> impl FnMut() + use<> {
    let pid = server.child.id().to_string();
    let url = server.url.clone();
    move || {
        let status = Command::new("kill").args(["-HUP", &pid]).status().unwrap();
        assert!(status.success());
        let begun = Instant::now();
        let address = url.strip_prefix("http://").unwrap().parse().unwrap();
        let read = || crate::http::Request::get("/metrics").send(address).text();
        let count = |text: &str| -> u64 {
            let line = text
                .lines()
                .find(|line| line.starts_with("mononym_keyring_reads_total "));
            line.unwrap().split_once(' ').unwrap().1.parse().unwrap()
        };
        let before = count(&read());
        // One may have begun before we asked: the second has seen it all.
        while count(&read()) < before + 2 {
            assert!(begun.elapsed() < PATIENCE);
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
