//! API keys of wallets: who may register names below a parent under its token policy.
//!
//! The secret is made by whoever issues the key, and the service sees it only when it is used: it
//! keeps its hash. Requests are EIP-712 typed data, signed by the parent's registrar or by its
//! account.

use alloy_primitives::B256;
use alloy_sol_types::SolStruct;
use mononym_keystore::{Account, Approval, Domain, SignatureError, Signer};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use super::{Names, NamesError, schema};
use crate::{sign::NativeCurves, store::Token};

/// Longest label, in bytes.
const LABEL_BYTES: usize = 100;
/// Largest quota: what every reader of JSON holds exactly (RFC 8259, section 6), and every database.
const MAX_QUOTA: u64 = (1 << 53) - 1;
/// Most approvals of a request.
const MAX_APPROVALS: usize = mononym_keystore::MAX_SIGNERS;

mod wire {
    use alloy_sol_types::sol;

    sol! {
        struct IssueToken {
            string parent;
            bytes32 tokenHash;
            string label;
            uint64 quota;
            uint64 deadline;
        }

        struct RevokeToken {
            string parent;
            bytes32 tokenHash;
            uint64 deadline;
        }

        struct ListTokens {
            string parent;
            uint64 deadline;
        }
    }
}

/// What is asked about API keys. As JSON: `primaryType` and `message` of its typed data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "primaryType", content = "message", deny_unknown_fields)]
pub enum TokenRequest {
    /// `IssueToken(string parent,bytes32 tokenHash,string label,uint64 quota,uint64 deadline)`
    IssueToken(IssueToken),
    /// `RevokeToken(string parent,bytes32 tokenHash,uint64 deadline)`
    RevokeToken(RevokeToken),
    /// `ListTokens(string parent,uint64 deadline)`
    ListTokens(ListTokens),
}

/// Lets a new API key register names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssueToken {
    /// The parent below which it registers names.
    #[schema(example = "mononym.eth")]
    pub parent: String,
    /// keccak256 of the secret's text, which should have 32 random bytes.
    #[schema(value_type = String)]
    pub token_hash: B256,
    /// Whose it is, for people; at most 100 bytes.
    #[schema(example = "Example Wallet")]
    pub label: String,
    /// Most registrations in all.
    #[schema(example = 1000, maximum = 9_007_199_254_740_991_u64)]
    pub quota: u64,
    /// Unix time in seconds after which the request is not accepted.
    pub deadline: u64,
}

/// Revokes an API key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokeToken {
    /// The parent.
    #[schema(example = "mononym.eth")]
    pub parent: String,
    /// keccak256 of the secret's text.
    #[schema(value_type = String)]
    pub token_hash: B256,
    /// Unix time in seconds after which the request is not accepted.
    pub deadline: u64,
}

/// Lists the API keys of a parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTokens {
    /// The parent.
    #[schema(example = "mononym.eth")]
    pub parent: String,
    /// Unix time in seconds after which the request is not accepted.
    pub deadline: u64,
}

/// A request with the signatures that carry it: the registrar's, or those of the parent's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedTokenRequest {
    /// The request.
    pub request: TokenRequest,
    /// The approvals.
    #[schema(value_type = Vec<schema::Approval>)]
    pub signatures: Vec<Approval>,
}

/// An API key, as its issuer sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    /// keccak256 of the secret's text.
    #[schema(value_type = String)]
    pub token_hash: B256,
    /// Whose it is.
    #[schema(example = "Example Wallet")]
    pub label: String,
    /// Most registrations in all.
    pub quota: u64,
    /// Registrations so far.
    pub used: u64,
    /// Since when there is it, in Unix seconds.
    pub created_at: u64,
    /// Since when it is revoked, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<u64>,
}

/// Why a request about API keys is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// The path names another parent.
    #[error("the request is for {path} and its message for {message}: they must be one parent")]
    OtherParent {
        /// Parent in the request's path.
        path: String,
        /// Parent in the message.
        message: String,
    },
    /// Neither the registrar nor the account's threshold signed.
    #[error("API keys are looked after by the registrar of {0}, or by the threshold of its signers")]
    NotEntitled(String),
    /// A signature does not stand.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The deadline has passed.
    #[error("the deadline {deadline} has passed (Unix seconds): sign again with a later one")]
    Expired {
        /// The deadline.
        deadline: u64,
    },
    /// The label is too long.
    #[error("a label has at most {LABEL_BYTES} bytes, not {0}")]
    LabelTooLong(usize),
    /// The quota is too large.
    #[error("a quota is at most {MAX_QUOTA}, not {0}")]
    QuotaTooLarge(u64),
    /// There is no such key.
    #[error("there is no such API key of this parent")]
    Unknown,
    /// The hash was used before, for something else.
    #[error("an API key with this hash was issued before: make a new secret")]
    Taken,
}

impl TokenRequest {
    fn parent(&self) -> &str {
        match self {
            Self::IssueToken(request) => &request.parent,
            Self::RevokeToken(request) => &request.parent,
            Self::ListTokens(request) => &request.parent,
        }
    }

    fn deadline(&self) -> u64 {
        match self {
            Self::IssueToken(request) => request.deadline,
            Self::RevokeToken(request) => request.deadline,
            Self::ListTokens(request) => request.deadline,
        }
    }

    /// The EIP-712 digest that is signed.
    pub fn hash(&self, domain: &Domain) -> B256 {
        let domain = domain.eip712();
        match self.clone() {
            Self::IssueToken(request) => wire::IssueToken {
                parent: request.parent,
                tokenHash: request.token_hash,
                label: request.label,
                quota: request.quota,
                deadline: request.deadline,
            }
            .eip712_signing_hash(&domain),
            Self::RevokeToken(request) => wire::RevokeToken {
                parent: request.parent,
                tokenHash: request.token_hash,
                deadline: request.deadline,
            }
            .eip712_signing_hash(&domain),
            Self::ListTokens(request) => wire::ListTokens {
                parent: request.parent,
                deadline: request.deadline,
            }
            .eip712_signing_hash(&domain),
        }
    }
}

impl From<Token> for TokenView {
    fn from(token: Token) -> Self {
        Self {
            token_hash: token.hash,
            label: token.label,
            quota: token.quota,
            used: token.used,
            created_at: token.created_at,
            revoked_at: token.revoked_at,
        }
    }
}

impl Names {
    /// Issues, revokes or lists API keys; answers the keys that the request is about. The same
    /// request twice is one change.
    ///
    /// # Errors
    /// [`NamesError`] says why not.
    pub async fn manage_tokens(
        &self,
        parent: &str,
        signed: &SignedTokenRequest,
    ) -> Result<Vec<TokenView>, NamesError> {
        let request = &signed.request;
        if request.parent() != parent {
            return Err(TokenError::OtherParent {
                path: parent.to_owned(),
                message: request.parent().to_owned(),
            }
            .into());
        }
        let account = self.get(parent).await?;
        let now = self.clock.now();
        if request.deadline() < now {
            return Err(TokenError::Expired {
                deadline: request.deadline(),
            }
            .into());
        }
        check_entitled(&account, signed, &request.hash(&self.settings.domain))?;
        match request {
            TokenRequest::ListTokens(_) => {
                let tokens = self.store.list_tokens(&account.node).await?;
                Ok(tokens.into_iter().map(Into::into).collect())
            }
            TokenRequest::IssueToken(request) => self.issue(&account, request, now).await,
            TokenRequest::RevokeToken(request) => {
                let token = self.store.find_token(&request.token_hash).await?;
                if token.is_none_or(|token| token.parent != account.node) {
                    return Err(TokenError::Unknown.into());
                }
                self.store.revoke_token(&request.token_hash, now).await?;
                self.token(&request.token_hash).await
            }
        }
    }

    async fn issue(
        &self,
        account: &Account,
        request: &IssueToken,
        now: u64,
    ) -> Result<Vec<TokenView>, NamesError> {
        if request.label.len() > LABEL_BYTES {
            return Err(TokenError::LabelTooLong(request.label.len()).into());
        }
        if request.quota > MAX_QUOTA {
            return Err(TokenError::QuotaTooLarge(request.quota).into());
        }
        let token = Token {
            hash: request.token_hash,
            parent: account.node,
            label: request.label.clone(),
            quota: request.quota,
            used: 0,
            created_at: now,
            revoked_at: None,
        };
        if !self.store.insert_token(&token).await? {
            let before = self.store.find_token(&token.hash).await?;
            let is_same = before.is_some_and(|before| {
                (before.parent, &before.label, before.quota) == (token.parent, &token.label, token.quota)
            });
            if !is_same {
                return Err(TokenError::Taken.into());
            }
        }
        self.token(&token.hash).await
    }

    async fn token(&self, hash: &B256) -> Result<Vec<TokenView>, NamesError> {
        let token = self.store.find_token(hash).await?;
        Ok(token.into_iter().map(Into::into).collect())
    }
}

fn check_entitled(account: &Account, signed: &SignedTokenRequest, digest: &B256) -> Result<(), TokenError> {
    let not_entitled = || TokenError::NotEntitled(account.name.clone());
    let approvals = &signed.signatures;
    if approvals.is_empty() || approvals.len() > MAX_APPROVALS {
        return Err(not_entitled());
    }
    let mut approvers: Vec<Signer> = Vec::with_capacity(approvals.len());
    for approval in approvals {
        approval.verify(digest, &NativeCurves)?;
        if approvers.contains(&approval.signer) {
            return Err(not_entitled());
        }
        approvers.push(approval.signer);
    }
    let registrar = Signer::Secp256k1(account.registrar);
    let by_registrar = !account.registrar.is_zero() && approvers.contains(&registrar);
    let by_account = approvers.len() >= usize::from(account.threshold)
        && approvers.iter().all(|key| account.signers.contains(key));
    if by_registrar || by_account {
        Ok(())
    } else {
        Err(not_entitled())
    }
}
