//! `GET /v1/keystore`

use alloy_primitives::{Address, B256, U256};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::{App, SharedApp};
use crate::{
    chain::{Anchor, Health},
    gateway::trust,
    names::{TypedDomain, schema},
    publisher::Outlook,
};

/// The deployment that operations are signed for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct KeystoreView {
    /// The EIP-712 domain of every operation.
    domain: TypedDomain,
    /// Sequence of the newest operation.
    #[schema(example = 7)]
    head: u64,
    /// What L1 has of it; null where L1 is not followed: then there are no proven answers.
    l1: Option<L1View>,
    /// Who must be trusted for which answers.
    trust: TrustView,
}

/// What L1 has of the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct L1View {
    /// The latest commit; null before L1 was read.
    latest: Option<CommitView>,
    /// The newest final commit whose root is this log's: proven answers are under its root.
    #[serde(rename = "final")]
    newest_final: Option<CommitView>,
    /// Operations that are not in the newest final commit yet: how far proven answers lag behind.
    #[schema(example = 0)]
    lag_operations: u64,
    /// Operations that are not committed at all yet.
    #[schema(example = 0)]
    uncommitted: u64,
    /// Seconds that the oldest of them has been waiting.
    #[schema(example = 0)]
    uncommitted_seconds: u64,
    /// Seconds since the time that the newest final root shows.
    #[schema(example = 30)]
    age: Option<u64>,
    /// Whether L1 can be read, and agrees with this log.
    state: &'static str,
    /// The same in words where it cannot, or does not.
    detail: Option<String>,
    /// Who commits the log.
    publisher: PublisherView,
}

/// A commit on L1.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CommitView {
    /// Its number.
    #[schema(example = 3)]
    number: u64,
    /// The root after it.
    #[schema(value_type = schema::Word)]
    root: B256,
    /// Sequence of the last operation in it.
    #[schema(example = 7)]
    sequence: u64,
    /// The time of the log that its root shows, in Unix seconds.
    #[schema(example = 1_800_000_000)]
    as_of: u64,
}

/// Who commits the log to L1.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublisherView {
    /// The account that pays; null on a replica that only follows.
    #[schema(value_type = Option<schema::Address>)]
    address: Option<Address>,
    /// What it does: watch-only, starting, standby, idle, waiting, publishing, purse-empty, too-expensive,
    /// differs, rpc-failing, blocked.
    #[schema(example = "idle")]
    state: &'static str,
    /// The same in words.
    #[schema(example = "every operation is committed")]
    detail: String,
    /// The transaction under way.
    #[schema(value_type = Option<schema::Word>)]
    transaction: Option<B256>,
    /// What the account had when it was last asked, in wei, in decimal digits.
    #[schema(value_type = Option<String>)]
    balance: Option<U256>,
}

/// Who must be trusted (docs/trust.md).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TrustView {
    /// For signed answers.
    signed: &'static str,
    /// For proven answers.
    proven: &'static str,
}

const TRUST: TrustView = TrustView {
    signed: trust::SIGNED,
    proven: trust::PROVEN,
};

impl From<Anchor> for CommitView {
    fn from(anchor: Anchor) -> Self {
        Self {
            number: anchor.number,
            root: anchor.root,
            sequence: anchor.sequence,
            as_of: anchor.as_of,
        }
    }
}

impl L1View {
    fn new(app: &App, outlook: &Outlook) -> Self {
        let head = *app.names.head().borrow();
        let anchor = *outlook.anchor.borrow();
        let l1 = outlook.l1.borrow();
        let publisher = outlook.publisher.borrow();
        let uncommitted = l1.uncommitted(head, app.names.now());
        let (state, detail) = match (&l1.contradiction, &l1.health) {
            (Some(text), _) => ("differs", Some(text.clone())),
            (None, Health::Failing(text)) => ("failing", Some(text.clone())),
            (None, Health::Good) => ("good", None),
            (None, Health::Unknown) => ("unknown", None),
        };
        Self {
            latest: l1.head.map(|head| CommitView {
                number: head.number,
                root: head.root,
                sequence: head.sequence,
                as_of: head.as_of,
            }),
            newest_final: anchor.map(CommitView::from),
            uncommitted: uncommitted.0,
            uncommitted_seconds: uncommitted.1,
            lag_operations: head.saturating_sub(anchor.map_or(0, |anchor| anchor.sequence)),
            age: anchor.map(|anchor| app.names.now().saturating_sub(anchor.as_of)),
            state,
            detail,
            publisher: PublisherView {
                address: publisher.address,
                state: publisher.state.slug(),
                detail: publisher.detail.clone(),
                transaction: publisher.transaction,
                balance: publisher.balance,
            },
        }
    }
}

/// The deployment that operations are signed for, how far its log is, and how far L1 has it.
#[utoipa::path(get, path = "/keystore", tag = "Service", responses(
    (status = 200, description = "The deployment", body = KeystoreView),
))]
pub(super) async fn get_keystore(State(app): State<SharedApp>) -> Json<KeystoreView> {
    Json(KeystoreView {
        domain: TypedDomain::from(&app.names.settings().domain),
        head: *app.names.head().borrow(),
        l1: app.outlook.as_ref().map(|outlook| L1View::new(&app, outlook)),
        trust: TRUST,
    })
}
