//! `mononym account`: one file per command.

mod create;
mod execute;
mod guardians;
mod history;
mod implementation;
mod limits;
mod outbox;
mod recover;
mod rotate;
mod set;
mod show;
mod sign;
mod status;
mod sync;

use clap::Subcommand;

pub(super) use create::{Registration, register};
pub(super) use execute::ExecuteError;
pub(super) use sync::SyncError;

use super::CliError;

#[derive(Clone, Debug, Subcommand)]
pub(super) enum Account {
    /// Register a name with several keys, a threshold and guardians
    Create(create::Create),
    /// Show an account: its signers, nonce and records
    Show(show::Show),
    /// Show every operation of an account
    History(history::History),
    /// Set or unset records, all or none
    Set(set::Set),
    /// Replace the keys
    Rotate(rotate::Rotate),
    /// Choose, replace or remove guardians
    Guardians(guardians::SetGuardians),
    /// Recover an account with its guardians, or stop that
    #[command(subcommand)]
    Recover(recover::Recover),
    /// Make an account answer nothing for one recovery delay: one key is enough, once
    Freeze(status::Freeze),
    /// End a freeze, or call off a retirement
    Unfreeze(status::ByThreshold),
    /// Give a name up, for ever, after one recovery delay
    Retire(status::ByThreshold),
    /// Choose what its mini-accounts run
    Implementation(implementation::Implementation),
    /// Set what may leave its mini-accounts in a time
    Limits(limits::Limits),
    /// Publish operations that its mini-accounts are to execute
    Outbox(outbox::Outbox),
    /// Let its mini-account on a chain learn its keys, deploying it first if need be: with anybody's key
    Sync(sync::Sync),
    /// Have a published operation executed: with anybody's key
    Execute(execute::Execute),
    /// Sign an operation that somebody has written to a file
    Sign(sign::Sign),
    /// Send an operation from a file
    Send(sign::Send),
}

impl Account {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self {
            Self::Create(command) => command.run(),
            Self::Show(command) => command.run(),
            Self::History(command) => command.run(),
            Self::Set(command) => command.run(),
            Self::Rotate(command) => command.run(),
            Self::Guardians(command) => command.run(),
            Self::Recover(command) => command.run(),
            Self::Freeze(command) => command.run(),
            Self::Unfreeze(command) => command.unfreeze(),
            Self::Retire(command) => command.retire(),
            Self::Implementation(command) => command.run(),
            Self::Limits(command) => command.run(),
            Self::Outbox(command) => command.run(),
            Self::Sync(command) => command.run(),
            Self::Execute(command) => command.run(),
            Self::Sign(command) => command.run(),
            Self::Send(command) => command.run(),
        }
    }
}
