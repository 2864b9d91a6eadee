//! Every bound on untrusted input, in one value.

/// The bounds that the decoders of this crate keep to.
///
/// Each is checked before the work it bounds. Besides these, decoded bytes never sum up to more
/// than the input's length: ABI offsets may point at the same bytes again and again, and 92 kB of
/// `multicall` can otherwise become 60 MB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Code points of a name before it is normalised: normalising is quadratic in them.
    pub name_code_points: usize,
    /// Bytes of a name in its DNS wire form, the closing zero included. ENSIP-10 sets no bound.
    pub name_bytes: usize,
    /// Labels of a name, the root not counted.
    pub labels: usize,
    /// Bytes of a whole call: of `resolve(bytes,bytes)`, and of a profile call by itself.
    pub call_bytes: usize,
    /// Calls in a `multicall`, those of nested ones counted too.
    pub multicall_calls: usize,
    /// How deep a `multicall` may stand: 1 allows none inside another.
    pub multicall_depth: usize,
    /// Bytes of a key of `text` or `data`, and of the chain in `addr(bytes32,bytes)`.
    pub key_bytes: usize,
    /// Bytes of the call that names a stored record, its selector and node included.
    pub record_call_bytes: usize,
    /// Bytes of one record's value: the ABI encoding of the call's return values.
    pub value_bytes: usize,
    /// Records that one operation changes.
    pub records_per_operation: usize,
    /// Bytes of an operation with its signatures, shortened as it travels to L1: one transaction
    /// there holds it, with room for others.
    pub operation_bytes: usize,
    /// Records that one account has.
    pub records_per_account: usize,
    /// Siblings of one proof. A key has 256 bits, and no more can stand beside its way.
    pub proof_siblings: usize,
    /// Proofs of records in one proven answer: four content types for each call of a `multicall`.
    pub answer_proofs: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            name_code_points: 255,
            name_bytes: 1024,
            labels: 64,
            call_bytes: 64 * 1024,
            multicall_calls: 64,
            multicall_depth: 2,
            key_bytes: 1024,
            record_call_bytes: 2048,
            value_bytes: 16 * 1024,
            records_per_operation: 64,
            operation_bytes: 64 * 1024,
            records_per_account: 1024,
            proof_siblings: 256,
            answer_proofs: 256,
        }
    }
}
