//! Names of another service become reservations.

use mononym_ens::{Limits, Name};
use serde::Serialize;

use super::{
    TransferError,
    list::{Listed, Spelled},
};
use crate::{
    names::reservation,
    store::{Reservation, Store},
};

/// Reservations that are written at once.
const BATCH: usize = 500;

/// What became of a list of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reserved {
    /// Names that are reserved now and were not before.
    pub reserved: u64,
    /// Names that were reserved for the same address before.
    pub unchanged: u64,
    /// Names that are not reserved, and why.
    pub skipped: Vec<Skipped>,
    /// Records that are not kept, and why; their names are reserved.
    pub skipped_records: Vec<Skipped>,
}

/// What was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Its place in the list, from 1.
    pub entry: usize,
    /// The name, as the list writes it.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// Reserves the names of a list for their addresses; `parent` is where labels without a domain
/// stand. Doing it again changes nothing.
///
/// # Errors
/// If the database fails.
pub async fn reserve(
    listed: &[Listed],
    parent: Option<&str>,
    parents: &[Name],
    limits: &Limits,
    now: u64,
    store: &dyn Store,
) -> Result<Reserved, TransferError> {
    let mut report = Reserved::default();
    let mut batch: Vec<Reservation> = Vec::new();
    for (entry, listed) in (1..).zip(listed) {
        let text = listed.text(parent);
        let skipped = |reason: String| Skipped {
            entry,
            name: text.clone(),
            reason,
        };
        let spelled = match listed.spell(parent, parents, limits) {
            Ok(spelled) => spelled,
            Err(reason) => {
                report.skipped.push(skipped(reason));
                continue;
            }
        };
        let Spelled {
            imported,
            name,
            problems,
        } = spelled;
        report.skipped_records.extend(problems.into_iter().map(skipped));
        let new = reservation(&imported, &name, now);
        let queued = batch.iter().find(|queued| queued.node == new.node);
        let before = match queued {
            Some(queued) => Some(queued.claimant),
            None => store
                .find_reservation(&new.node)
                .await?
                .map(|reservation| reservation.claimant),
        };
        match before {
            Some(claimant) if claimant == new.claimant => {
                report.unchanged = report.unchanged.saturating_add(1);
            }
            Some(claimant) => report
                .skipped
                .push(skipped(format!("it is reserved for {claimant}"))),
            None if store.find_account(&new.node).await?.is_some() => {
                report.skipped.push(skipped("it is registered".to_owned()));
            }
            None => batch.push(new),
        }
        if batch.len() >= BATCH {
            report.write(&mut batch, store).await?;
        }
    }
    report.write(&mut batch, store).await?;
    Ok(report)
}

impl Reserved {
    async fn write(&mut self, batch: &mut Vec<Reservation>, store: &dyn Store) -> Result<(), TransferError> {
        self.reserved = self.reserved.saturating_add(store.reserve(batch).await?);
        batch.clear();
        Ok(())
    }
}
