//! `mononym account outbox`: publishes what mini-accounts are to do

use std::path::PathBuf;

use alloy_primitives::B256;
use clap::Args;
use mononym_ens::{Limits, Name, normalize};
use mononym_keystore::{Operation, Outbox as Tree, SetOutbox};

use crate::cli::{CliError, keys::read_keys, outbox::read_operations, sending::Sending};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Outbox {
    /// The name
    name: String,
    /// File with the operations (docs/mini-accounts.md says how it is written); it replaces what was
    /// published before
    #[arg(long, value_name = "FILE", required_unless_present = "none")]
    file: Option<PathBuf>,
    /// Publish nothing any more
    #[arg(long, conflicts_with = "file")]
    none: bool,
    /// Key file of a signer. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    #[command(flatten)]
    sending: Sending,
}

impl Outbox {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let keys = read_keys(&self.keys)?;
        let client = self.sending.client();
        let (outbox_root, done) = match &self.file {
            Some(path) => {
                let node = Name::from_text(&name, &Limits::default())?.node();
                let operations = read_operations(path, &node, client.domain()?.keystore)?;
                let root = Tree::new(&operations)?.root();
                let done = format!(
                    "{name} publishes {} operations under {root}: once its mini-accounts are synced, anyone may \
                     have them executed with {}",
                    operations.len(),
                    path.display()
                );
                (root, done)
            }
            None => (B256::ZERO, format!("{name} publishes nothing any more")),
        };
        let account = client.account(&name)?;
        let operation = Operation::SetOutbox(SetOutbox {
            name,
            nonce: account.nonce,
            deadline: self.sending.deadline(),
            outbox_root,
        });
        self.sending.finish(operation, &keys, None, &done)
    }
}
