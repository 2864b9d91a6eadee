//! Who must be trusted for which answers (docs/trust.md).

/// For signed answers.
pub const SIGNED: &str = "the gateway's signing key, and whoever can change the parent's resolver";

/// For proven answers.
pub const PROVEN: &str =
    "L1, the threshold of proposers, and whoever can change the parent's resolver; not the gateway";
