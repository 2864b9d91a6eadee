//! Whether a name can be registered, by whom, and if not, why.

use alloy_primitives::B256;
use mononym_ens::is_normalized;
use mononym_keystore::{Policy, Status};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Names, NamesError, RecordView, reservations, view::record_view};
use crate::store::{Reservation, StoredRecord};

/// Whether a name can be registered.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AvailabilityView {
    /// The name.
    #[schema(example = "alice.mononym.eth")]
    pub name: String,
    /// Its namehash.
    #[schema(value_type = String)]
    pub node: B256,
    /// Whether it can be registered, by whoever meets the terms below.
    pub available: bool,
    /// If not, why: `taken`, `retired`, `no-parent`, `reserved-label` or `label-too-short`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "taken")]
    pub reason: Option<&'static str>,
    /// On what terms: `open`, `voucher` (of the registrar below) or `token` (an API key).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "open")]
    pub policy: Option<Policy>,
    /// Whose vouchers count. Under `open` and `token` the service adds one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registrar: Option<String>,
    /// The name is kept for its owner elsewhere: this address must be one of the signers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimant: Option<String>,
    /// The records that it had elsewhere, for the claimant to sign if wished.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suggested_records: Vec<SuggestedRecord>,
}

/// A record that an imported name had.
pub type SuggestedRecord = RecordView;

impl Names {
    /// Whether a name can be registered.
    ///
    /// # Errors
    /// If the text is no normalised name that is served here.
    pub async fn availability(&self, text: &str) -> Result<AvailabilityView, NamesError> {
        let name = self.parse_served(text)?;
        is_normalized(text, &self.settings.limits)?;
        let (node, now) = (name.node(), self.clock.now());
        let mut view = AvailabilityView {
            name: text.to_owned(),
            node,
            available: false,
            reason: None,
            policy: None,
            registrar: None,
            claimant: None,
            suggested_records: Vec::new(),
        };
        if let Some(account) = self.store.find_account(&node).await? {
            view.reason = Some(match account.status(now) {
                Status::Retired => "retired",
                Status::Active | Status::Frozen => "taken",
            });
            return Ok(view);
        }
        let parent = match name.parent() {
            Some(parent) => self.store.find_account(&parent.node()).await?,
            None => None,
        };
        let parent =
            parent.filter(|parent| parent.policy != Policy::Closed && parent.status(now) == Status::Active);
        let Some(parent) = parent else {
            view.reason = Some("no-parent");
            return Ok(view);
        };
        view.policy = Some(parent.policy);
        view.registrar = Some(parent.registrar.to_string());
        let vouched_here = parent.policy != Policy::Voucher && parent.registrar == self.registrar.address();
        if vouched_here && let Err(error) = self.settings.rules.check(text) {
            view.reason = Some(error.slug());
            return Ok(view);
        }
        if let Some(reservation) = self.store.find_reservation(&node).await? {
            view.claimant = Some(reservation.claimant.to_string());
            view.suggested_records = self.suggested(&reservation);
        }
        view.available = true;
        Ok(view)
    }

    fn suggested(&self, reservation: &Reservation) -> Vec<SuggestedRecord> {
        reservations::records(&reservation.records)
            .into_iter()
            .map(|record| {
                let stored = StoredRecord {
                    call: record.call,
                    state: mononym_keystore::RecordState::Set,
                    value: record.value,
                };
                record_view(&stored, &self.settings.limits)
            })
            .collect()
    }
}
