//! Rows of the table `tree` in the binary form of PostgreSQL's COPY.

use crate::Result;

/// The statement that takes them.
pub(crate) const INTO_TREE: &str = "COPY tree (place, version, content) FROM STDIN (FORMAT binary)";
/// Before the first row.
pub(crate) const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// After the last row.
pub(crate) const END: [u8; 2] = (-1_i16).to_be_bytes();

/// Appends a row.
pub(crate) fn push(to: &mut Vec<u8>, place: &[u8], version: u64, content: &[u8]) -> Result<()> {
    to.extend(3_i16.to_be_bytes());
    for field in [place, &version.to_be_bytes(), content] {
        to.extend(i32::try_from(field.len())?.to_be_bytes());
        to.extend(field);
    }
    Ok(())
}
