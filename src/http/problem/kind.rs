//! Every kind of problem: one table, from which `docs/problems.md` is made.

use axum::http::StatusCode;

/// Makes [`Kind`] of a table: slug, status, title, and what to know or do.
macro_rules! kinds {
    ($( $kind:ident $slug:literal $status:ident $title:literal $meaning:literal; )*) => {
        /// What kind of problem it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::http) enum Kind {
            $( #[doc = $title] $kind, )*
        }

        impl Kind {
            /// All of them, in order of their status.
            pub(in crate::http) const ALL: &'static [Self] = &[$( Self::$kind, )*];

            /// The stable name that programs decide by.
            pub(in crate::http) fn slug(self) -> &'static str {
                match self { $( Self::$kind => $slug, )* }
            }

            /// The HTTP status.
            pub(in crate::http) fn status(self) -> StatusCode {
                match self { $( Self::$kind => StatusCode::$status, )* }
            }

            /// What went wrong, the same for all of its kind.
            pub(in crate::http) fn title(self) -> &'static str {
                match self { $( Self::$kind => $title, )* }
            }

            /// What to know of it, or to do about it.
            fn meaning(self) -> &'static str {
                match self { $( Self::$kind => $meaning, )* }
            }
        }
    };
}

kinds! {
    MalformedBody "malformed-body" BAD_REQUEST "The body is not the JSON that the route takes"
        "the detail names the member";
    UnreadableBody "unreadable-body" BAD_REQUEST "The body did not arrive whole" "send it again";
    MalformedName "malformed-name" BAD_REQUEST "The text is no name" "an empty label, too many of them, or too long";
    MalformedChain "malformed-chain" BAD_REQUEST "What stands around the @ is no name and chain (ERC-7828)"
        "name@chain: a chain's name, its chain id, or `eip155:` and the chain id; `#` and a checksum may follow";
    MalformedAddress "malformed-address" BAD_REQUEST "The text is no address"
        "as wallets write it, or 0x and the hexadecimal digits of its binary form; the detail says what is wrong";
    MalformedPath "malformed-path" BAD_REQUEST "The path is no UTF-8" "percent-encode it";
    MalformedQuery "malformed-query" BAD_REQUEST "A query parameter does not exist or says nothing useful"
        "the detail names it; a header that stands for one is meant too";
    BadLimit "bad-limit" BAD_REQUEST "A page has 1 to 200 entries" "`limit` is such a number, or absent";
    NoToken "no-token" UNAUTHORIZED "The parent takes registrations with an API key only"
        "send `Authorization: Bearer …`";
    UnknownToken "unknown-token" UNAUTHORIZED "The API key does not count here"
        "unknown, revoked, or another parent's";
    Unsigned "unsigned" FORBIDDEN "Nobody signed the operation" "";
    ForeignSigner "foreign-signer" FORBIDDEN "Somebody signed who has no part in this operation"
        "the key is no signer of this account, nor another who signs here";
    TooFewSignatures "too-few-signatures" FORBIDDEN "Too few of the account's signers signed"
        "the detail says how many are needed";
    NewSignerUnsigned "new-signer-unsigned" FORBIDDEN "A new signer has not signed"
        "every new key signs, so that no typo locks the account";
    NoGuardians "no-guardians" FORBIDDEN "Guardians must sign and none are named" "name their ids and the salt";
    ForeignGuardians "foreign-guardians" FORBIDDEN "The guardians are not this account's"
        "ids, salt and threshold must hash to `guardiansHash`";
    TooFewGuardians "too-few-guardians" FORBIDDEN "Too few guardians signed" "the detail says how many are needed";
    FreezeSpent "freeze-spent" FORBIDDEN "One key alone freezes an account once"
        "now it takes the threshold of signers";
    NoVoucher "no-voucher" FORBIDDEN "The parent's registrar has not vouched for this registration"
        "get its voucher";
    BadVoucher "bad-voucher" FORBIDDEN "The voucher is not by the parent's registrar for this registration"
        "another parent's, another name's, or for other signers";
    ReservedLabel "reserved-label" FORBIDDEN "The registrar keeps this label back, or one that it looks like" "it takes a voucher";
    LabelTooShort "label-too-short" FORBIDDEN "The label is too short for this parent"
        "`minLabelLength` of `GET /v1/parents`; a shorter one takes a voucher";
    ReservedName "reserved-name" FORBIDDEN "The name is kept for its owner elsewhere"
        "the key of the address in the detail must be one of the signers";
    TokenSpent "token-spent" FORBIDDEN "The API key's quota is used up" "ask the parent's registrar for another";
    NotEntitled "not-entitled" FORBIDDEN "Only the registrar or the parent's account looks after its API keys"
        "sign with the registrar's key, or with the threshold of the account's";
    NoSuchRoute "no-such-route" NOT_FOUND "There is no such route" "`/openapi.json` lists them all";
    ForeignName "foreign-name" NOT_FOUND "The name is under none of the parents served here"
        "`GET /v1/parents` lists them";
    UnknownName "unknown-name" NOT_FOUND "Nobody has registered the name" "";
    UnknownChain "unknown-chain" NOT_FOUND "No chain has that name here" "`GET /v1/chains` lists them; any chain id is understood";
    NoSuchToken "no-such-token" NOT_FOUND "There is no such API key of this parent" "";
    UnknownCommit "unknown-commit" NOT_FOUND "No final commit on L1 has this number"
        "the detail has the newest that does; wait until the one asked for is final";
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "The route does not serve this method"
        "the header `Allow` names what it serves";
    SlowBody "slow-body" REQUEST_TIMEOUT "The body did not arrive in time" "send it faster, or in parts";
    WrongNonce "wrong-nonce" CONFLICT "The nonce is not the account's" "sign again with the one in the detail";
    WrongRecoveryNonce "wrong-recovery-nonce" CONFLICT "The number is not the recovery's"
        "sign again with the one in the detail";
    Taken "taken" CONFLICT "The name has an owner" "";
    Frozen "frozen" CONFLICT "The account is frozen" "unfreeze it first";
    NotFrozen "not-frozen" CONFLICT "The account is active" "there is nothing to lift";
    Retiring "retiring" CONFLICT "The account is to be retired already" "";
    Retired "retired" CONFLICT "The account is retired, for ever" "";
    NoRecovery "no-recovery" CONFLICT "No recovery of this account is under way" "";
    RecoveryPending "recovery-pending" CONFLICT "Another recovery of this account comes first"
        "wait until it is finished or cancelled";
    RecoveryTooEarly "recovery-too-early" CONFLICT "The delay of the recovery has not passed"
        "the detail says when it has";
    RecoveryJoined "recovery-joined" CONFLICT "The threshold of signers joined the guardians in this recovery"
        "it cannot be cancelled, nor the account unfrozen";
    LimitsSet "limits-set" CONFLICT "The implementation changes only while there are no limits that guardians sign for"
        "lift the limits with the guardians, change it, set them anew";
    OtherChecksum "other-checksum" CONFLICT "The address has another checksum than the name says (ERC-7828)"
        "it was mistyped, or the address has changed: ask its owner";
    TokenTaken "token-taken" CONFLICT "An API key with this hash was issued before" "make a new secret";
    CommitGone "commit-gone" GONE "The tree of this commit is not kept any more"
        "proofs are given for a week; bring a newer root to where the old one is (`mononym broadcast`)";
    BodyTooLarge "body-too-large" PAYLOAD_TOO_LARGE "The body is too large" "split it";
    NameNotNormalized "name-not-normalized" UNPROCESSABLE_ENTITY "The name is not in normalised form (ENSIP-15)"
        "the detail shows that form, if there is one";
    ForeignParent "foreign-parent" UNPROCESSABLE_ENTITY "Names are not registered below that parent here"
        "`GET /v1/parents` lists where they are";
    NoParent "no-parent" UNPROCESSABLE_ENTITY "Names are not registered below that parent at present"
        "it is not registered, closed, frozen or retired";
    OtherName "other-name" UNPROCESSABLE_ENTITY "The path is for another name than the body" "";
    WrongPlace "wrong-place" UNPROCESSABLE_ENTITY "This operation is sent elsewhere" "the detail says where";
    BadSignature "bad-signature" UNPROCESSABLE_ENTITY "A signature is not its signer's over this operation"
        "another key, another account's or another deployment's operation, or something was changed after signing";
    BadAssertion "bad-assertion" UNPROCESSABLE_ENTITY "A passkey's assertion does not say what it must"
        "challenge, relying party, user verification";
    SignatureOrder "signature-order" UNPROCESSABLE_ENTITY "The signatures are not in order"
        "ascending by the keccak256 hash of their signers";
    SignerTwice "signer-twice" UNPROCESSABLE_ENTITY "One signer signed twice" "each counts once";
    TooManySignatures "too-many-signatures" UNPROCESSABLE_ENTITY "There are more signatures than can count" "";
    NeedlessSignature "needless-signature" UNPROCESSABLE_ENTITY "Nobody signs this operation"
        "leave the signatures away";
    BadSigners "bad-signers" UNPROCESSABLE_ENTITY "The signers cannot be an account's"
        "too many, none, one key twice, or a threshold that they cannot meet";
    SignerOrder "signer-order" UNPROCESSABLE_ENTITY "The signers are not in order"
        "strictly ascending by their keccak256 hash";
    BadGuardians "bad-guardians" UNPROCESSABLE_ENTITY "The guardians cannot be an account's"
        "threshold, hash and delay are all zero or all set; ids stand in ascending order";
    NeedlessGuardians "needless-guardians" UNPROCESSABLE_ENTITY "No guardian signs this"
        "leave guardians and salt empty";
    BadPolicy "bad-policy" UNPROCESSABLE_ENTITY "Registrar and policy contradict each other"
        "a registrar and a policy other than closed go together";
    BadRecord "bad-record" UNPROCESSABLE_ENTITY "A record cannot be stored" "the detail names it";
    BadAddress "bad-address" UNPROCESSABLE_ENTITY "A record's address is none of its coin"
        "checksum, length, network; the detail says what is wrong and shows a right one";
    TooManyRecords "too-many-records" UNPROCESSABLE_ENTITY "There are too many records"
        "in one operation, or of one account";
    OperationTooLong "operation-too-long" UNPROCESSABLE_ENTITY "The operation is too long for L1" "split it";
    NothingToDo "nothing-to-do" UNPROCESSABLE_ENTITY "The operation changes nothing" "name at least one record";
    Expired "expired" UNPROCESSABLE_ENTITY "The deadline has passed" "sign again with a later one";
    NeedlessVoucher "needless-voucher" UNPROCESSABLE_ENTITY "Only registrations below a parent take a voucher" "";
    BatchSize "batch-size" UNPROCESSABLE_ENTITY "A batch has 1 to 256 registrations" "split it";
    UnknownOperation "unknown-operation" UNPROCESSABLE_ENTITY "There is no such operation" "the detail lists them";
    BadMessage "bad-message" UNPROCESSABLE_ENTITY "The message is not what the operation takes"
        "the detail names the member";
    BadLabel "bad-label" UNPROCESSABLE_ENTITY "The API key's label is too long" "";
    BadQuota "bad-quota" UNPROCESSABLE_ENTITY "The API key's quota is too large" "at most 2^53 − 1";
    TooManyRequests "too-many-requests" TOO_MANY_REQUESTS "Too many requests from one address, or with one API key"
        "the header `Retry-After` says when to try again";
    TooManyRegistrations "too-many-registrations" TOO_MANY_REQUESTS "Too many registrations from one address, or with one API key, within a day"
        "the header `Retry-After` says when to try again";
    Overloaded "overloaded" SERVICE_UNAVAILABLE "The service has too much to do at present"
        "the header `Retry-After` says when to try again; another replica may have time";
    NoProof "no-proof" SERVICE_UNAVAILABLE "The root that L1 has cannot be proven against here at present"
        "try again when the next commit is final; the detail says more";
    Unavailable "unavailable" SERVICE_UNAVAILABLE "The service cannot answer at present"
        "try again later; the cause is in the service's log";
}

/// `docs/problems.md`.
pub(in crate::http) fn document() -> String {
    let mut text = "\
# Problems

Errors of the REST API are problem details (RFC 9457), `application/problem+json`:

```json
{
  \"type\": \"urn:mononym:problem:taken\",
  \"title\": \"The name has an owner\",
  \"slug\": \"taken\",
  \"status\": 409,
  \"detail\": \"alice.mononym.eth is taken\"
}
```

`slug` is stable: programs decide by it. `detail` is for people. A problem with one registration of a
batch names its place in `index`, from 0. Errors of CCIP-Read are `{\"message\", \"error\"}`, because
clients read the one or the other.

This list is made from the code (`src/http/problem/kind.rs`) by `make generate`.

| slug | status | meaning |
| --- | --- | --- |
"
    .to_owned();
    for kind in Kind::ALL {
        let (slug, status, title) = (kind.slug(), kind.status().as_u16(), kind.title());
        let meaning = match kind.meaning() {
            "" => String::new(),
            meaning => format!(": {meaning}"),
        };
        text.push_str(&format!("| `{slug}` | {status} | {title}{meaning} |\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    #[test]
    fn every_kind_is_made_somewhere() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
        let files = [folder.clone(), folder.join("problem"), folder.join("limit")];
        let files = files.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
        let code: String = files
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("kind.rs")
            })
            .map(|path| fs::read_to_string(path).unwrap())
            .collect();
        let words: BTreeSet<&str> = code
            .split("Kind::")
            .skip(1)
            .filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next())
            .collect();
        for kind in Kind::ALL {
            assert!(words.contains(format!("{kind:?}").as_str()), "{kind:?}");
        }
    }

    #[test]
    fn slugs_are_unique_and_in_order_of_their_status() {
        let slugs: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.slug()).collect();
        assert_eq!(slugs.len(), Kind::ALL.len());
        assert!(Kind::ALL.is_sorted_by_key(|kind| kind.status()));
        for slug in slugs {
            assert!(
                slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{slug}"
            );
        }
    }
}
