//! Several replicas with a key, on one PostgreSQL: one publishes, another when that one has gone, and whoever slept
//! through the end of its turn does no harm.

use std::{
    collections::BTreeSet,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, U256};
use mononym::{
    app,
    chain::Keystore,
    config::{Config, Settings},
    gateway::Epochs,
    publisher::{Outlook, PublisherState, Purse, Runner, StoreLog},
};
use mononym_ens::Limits;
use mononym_keystore::{Operation, Step, StepLimits, decode_steps, restore};
use serde_json::json;
use tokio::{runtime::Runtime, sync::watch};

use super::{
    proxy::{Act, Proxy},
    world::{World, purse_key, signer},
};
use crate::{
    accounts::{Key, register, sign_for},
    cluster::Cluster,
    harness::{TestApp, alice},
};

/// Longest wait for what must come: only a failure takes so long.
const PATIENCE: Duration = Duration::from_secs(60);

struct Fleet {
    runtime: Runtime,
    world: World,
    /// Takes registrations, and follows no L1.
    app: TestApp,
    settings: Settings,
    registered: usize,
    /// With the database that all share.
    _cluster: Cluster,
}

struct Replica {
    runner: Runner,
    outlook: Outlook,
    proxy: Proxy,
}

impl Fleet {
    fn new() -> Self {
        let (world, cluster) = (World::new(), Cluster::fast());
        let settings = Settings {
            database_url: Some(cluster.url()),
            keystore: Some(world.domain.keystore),
            ..Settings::default()
        };
        let app = TestApp::with(settings.clone());
        app.clock.set(world.clock.now());
        Self {
            runtime: Runtime::new().unwrap(),
            world,
            app,
            settings,
            registered: 0,
            _cluster: cluster,
        }
    }

    fn replica(&self, sender: &Key) -> Replica {
        let config = Config::new(self.settings.clone()).unwrap();
        let clock = self.world.clock.clone();
        let proxy = Proxy::new(&self.world.anvil.url);
        let l1 = self.world.l1(std::slice::from_ref(&proxy.url));
        let runner = self.runtime.block_on(async {
            let store = app::open_store(&config, &clock, Arc::new(Epochs::default()))
                .await
                .unwrap();
            store.keep_versions_from(0);
            let log = StoreLog::new(store, config.domain, Limits::default(), clock.clone());
            let purse = Purse::new(signer(sender), vec![signer(&purse_key())]);
            Runner::new(l1, Arc::new(log), Some(purse), self.world.settings, clock)
        });
        Replica {
            outlook: runner.outlook(),
            runner,
            proxy,
        }
    }

    /// One more operation, which is due.
    fn register(&mut self) {
        self.registered += 1;
        let name = format!("name-{}.mononym.eth", self.registered);
        let operation = Operation::Register(register(&name, &[&alice()]));
        let signed = sign_for(&self.world.domain, operation, &[&alice()]);
        let response = self.app.post_registration(&signed);
        assert_eq!(response.status, 201, "{}", response.text());
        self.mine(60);
    }

    fn mine(&self, seconds: u64) {
        self.world.mine(seconds);
        self.app.clock.set(self.world.clock.now());
    }

    fn turn(&self, replica: &mut Replica) -> PublisherState {
        let start = Instant::now();
        loop {
            self.runtime.block_on(replica.runner.turn());
            let state = replica.outlook.publisher.borrow().state;
            // For less than a second it may know less of the log than L1 does.
            if state != PublisherState::Differs {
                return state;
            }
            assert!(start.elapsed() < PATIENCE, "{:?}", replica.outlook);
        }
    }

    /// Turns and blocks until it has committed everything.
    fn until_idle(&self, replica: &mut Replica) {
        let start = Instant::now();
        while self.turn(replica) != PublisherState::Idle {
            assert!(start.elapsed() < PATIENCE, "{:?}", replica.outlook);
            self.mine(12);
        }
    }

    /// Turns until it has the turn at publishing: how long that took.
    fn until_its_turn(&self, replica: &mut Replica) -> Duration {
        let start = Instant::now();
        while self.turn(replica) == PublisherState::Standby {
            assert!(start.elapsed() < PATIENCE, "it never has its turn");
            thread::sleep(Duration::from_millis(50));
        }
        start.elapsed()
    }

    /// L1 has the log, each operation once and in its place.
    fn assert_complete(&self) {
        let changes = self.app.json("/v1/changes?after=0&limit=200");
        let hashes: Vec<String> = changes["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| change["operationHash"].as_str().unwrap().to_owned())
            .collect();
        let committed: Vec<String> = self
            .world
            .events::<Keystore::Committed>()
            .iter()
            .flat_map(|commit| decode_steps(&commit.steps, &StepLimits::default()).unwrap())
            .map(|step| {
                let Step::Operation { body, .. } = step else {
                    panic!("{step:?}")
                };
                let body = restore(&body, 1 << 20).unwrap();
                let signed = mononym_keystore::SignedOperation::from_bytes(&body).unwrap();
                signed.operation.hash(&self.world.domain).to_string()
            })
            .collect();
        assert_eq!(committed, hashes);
        assert_eq!(self.world.waiting(), 0);
    }
}

#[test]
fn of_three_with_a_key_one_publishes() {
    let mut fleet = Fleet::new();
    let mut replicas: Vec<Replica> = (0..3).map(|_| fleet.replica(&purse_key())).collect();
    for _ in 0..4 {
        fleet.register();
        for _ in 0..3 {
            let states: Vec<_> = replicas.iter_mut().map(|replica| fleet.turn(replica)).collect();
            let standby = |state: &&PublisherState| **state == PublisherState::Standby;
            assert_eq!(states.iter().filter(standby).count(), 2, "{states:?}");
            fleet.mine(12);
        }
    }
    let senders: BTreeSet<usize> = (0..3)
        .filter(|index| replicas[*index].proxy.asked("eth_sendRawTransaction") > 0)
        .collect();
    assert_eq!(senders, BTreeSet::from([0]));
    fleet.assert_complete();
    assert!(fleet.world.committed().0 >= 4);
}

#[test]
fn another_publishes_when_the_one_has_gone() {
    let mut fleet = Fleet::new();
    let (mut first, mut second) = (fleet.replica(&purse_key()), fleet.replica(&purse_key()));
    fleet.register();
    fleet.until_idle(&mut first);
    assert_eq!(fleet.turn(&mut second), PublisherState::Standby);
    // As when it is killed: nothing is said, and its turn ends by itself.
    drop(first);
    fleet.register();
    println!(
        "the holder died: another after {:?}",
        fleet.until_its_turn(&mut second)
    );
    fleet.until_idle(&mut second);
    // In order it says so, and the next goes on at once.
    let mut third = fleet.replica(&purse_key());
    assert_eq!(fleet.turn(&mut third), PublisherState::Standby);
    let stop = watch::Sender::new(true);
    fleet.runtime.block_on(second.runner.run(stop.subscribe()));
    fleet.register();
    assert_ne!(fleet.turn(&mut third), PublisherState::Standby);
    fleet.until_idle(&mut third);
    fleet.assert_complete();
}

#[test]
fn whoever_cannot_read_l1_leaves_it_to_another() {
    let mut fleet = Fleet::new();
    let (mut first, mut second) = (fleet.replica(&purse_key()), fleet.replica(&purse_key()));
    fleet.register();
    fleet.until_idle(&mut first);
    first.proxy.acts(|_, _| Act::Status(500));
    fleet.register();
    let start = Instant::now();
    while fleet.turn(&mut second) == PublisherState::Standby {
        assert_eq!(fleet.turn(&mut first), PublisherState::RpcFailing);
        assert!(start.elapsed() < PATIENCE);
    }
    fleet.until_idle(&mut second);
    first.proxy.is_honest();
    assert_eq!(fleet.turn(&mut first), PublisherState::Standby);
    fleet.assert_complete();
}

/// A holder that sleeps after it looked whether it still has the turn, and sends when another has published what it
/// was about to.
fn a_late_transaction_comes_to_nothing(other_sender: &Key) {
    let mut fleet = Fleet::new();
    let wei = U256::from(10u64).pow(U256::from(18));
    let address: Address = other_sender.address();
    fleet.world.anvil.rpc("anvil_setBalance", json!([address, wei]));
    let (mut sleeper, mut other) = (fleet.replica(&purse_key()), fleet.replica(other_sender));
    fleet.register();
    fleet.until_idle(&mut sleeper);
    let before = fleet.world.committed();

    let (wake, sleeping) = mpsc::channel::<()>();
    sleeper.proxy.acts(move |method, _| {
        if method == "eth_sendRawTransaction" {
            let _ = sleeping.recv();
        }
        Act::Honest
    });
    fleet.register();
    assert!(fleet.turn(&mut sleeper).is_trouble(), "it is not heard of");
    assert_eq!(fleet.world.waiting(), 0);
    fleet.until_its_turn(&mut other);
    fleet.until_idle(&mut other);
    assert_eq!(fleet.world.committed(), (before.0 + 1, before.1 + 1));

    // Now it arrives; the node takes it only if its nonce is still to come, and then the Keystore refuses it.
    drop(wake);
    let start = Instant::now();
    while fleet.turn(&mut sleeper) != PublisherState::Standby {
        assert!(start.elapsed() < PATIENCE, "{:?}", sleeper.outlook);
    }
    sleeper.proxy.is_honest();
    for _ in 0..3 {
        fleet.mine(12);
        assert_eq!(fleet.turn(&mut sleeper), PublisherState::Standby);
    }
    assert_eq!(fleet.world.committed(), (before.0 + 1, before.1 + 1));
    fleet.register();
    fleet.until_idle(&mut other);
    fleet.assert_complete();
    assert_eq!(fleet.world.committed(), (before.0 + 2, before.1 + 2));
}

#[test]
fn a_late_transaction_of_the_same_key_comes_to_nothing() {
    a_late_transaction_comes_to_nothing(&purse_key());
}

#[test]
fn a_late_transaction_of_another_key_comes_to_nothing() {
    a_late_transaction_comes_to_nothing(&Key::new("second publisher"));
}
