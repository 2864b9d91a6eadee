//! A publisher whose key is in a KMS: it approves of commits there, and signs what pays for them.

use alloy_primitives::U256;
use mononym::{
    publisher::Purse,
    sign::{Environment, KeyOpener, RemoteSettings},
};
use serde_json::json;

use super::world::World;
use crate::{
    accounts::Key,
    cli::kms::fake::{FakeKms, SEED},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_commits_with_a_key_in_a_kms() {
    let kms = FakeKms::start();
    let world = World::with_proposers(&[Key::new(SEED)], 1);
    let wei = U256::from(10u64).pow(U256::from(18));
    world.anvil.rpc("anvil_setBalance", json!([kms.address, wei]));
    let opener = KeyOpener {
        environment: Environment::of(kms.aws()),
        clock: world.clock.clone(),
        remote: RemoteSettings::default(),
    };
    let key = opener.open(&"aws-kms:alias/test".parse().unwrap()).await.unwrap();
    assert_eq!(key.address(), kms.address);
    let mut publisher = world.publisher_with(Purse::new(key, Vec::new()));
    for _ in 0..3 {
        world.log.accept_one(100);
    }
    world.mine(12);
    publisher.until_idle(&world).await;
    world.assert_complete();
    assert_eq!(world.committed().1, 3);
}
