//! Rows in the binary form of PostgreSQL's COPY (its manual, "COPY", "Binary Format"): the fastest way
//! in, since the server writes them page by page.

use alloy_primitives::B256;
use sqlx::PgConnection;

use crate::store::StoreError;

/// Signature, no flags, no extension.
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// In place of a next row's number of fields.
const END: i16 = -1;

/// Rows for one statement.
pub(super) struct Rows(Vec<u8>);

/// One value of a row.
pub(super) enum Field<'a> {
    /// `bytea`, or `text` in UTF-8.
    Bytes(&'a [u8]),
    /// `bigint`.
    Number(i64),
    /// SQL's null.
    Null,
}

impl<'a> From<&'a [u8]> for Field<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<Option<&'a [u8]>> for Field<'a> {
    fn from(bytes: Option<&'a [u8]>) -> Self {
        bytes.map_or(Self::Null, Self::Bytes)
    }
}

impl<'a> From<&'a B256> for Field<'a> {
    fn from(word: &'a B256) -> Self {
        Self::Bytes(word.as_slice())
    }
}

impl From<i64> for Field<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl Rows {
    pub(super) fn new() -> Self {
        Self(HEAD.to_vec())
    }

    /// Appends a row: as many values as the statement has columns.
    ///
    /// # Errors
    /// If there are more than 32,767 values, or one has 2 GiB or more.
    pub(super) fn push<const N: usize>(&mut self, fields: [Field<'_>; N]) -> Result<(), StoreError> {
        let too_long = |_| StoreError::Database("a row is too long to be stored".to_owned());
        self.0.extend(i16::try_from(N).map_err(too_long)?.to_be_bytes());
        for field in fields {
            match field {
                Field::Bytes(bytes) => {
                    self.0
                        .extend(i32::try_from(bytes.len()).map_err(too_long)?.to_be_bytes());
                    self.0.extend(bytes);
                }
                Field::Number(number) => {
                    self.0.extend(8_i32.to_be_bytes());
                    self.0.extend(number.to_be_bytes());
                }
                Field::Null => self.0.extend((-1_i32).to_be_bytes()),
            }
        }
        Ok(())
    }

    /// Sends them.
    ///
    /// # Errors
    /// What the server says, such as a row that is there already: then there are none of them.
    pub(super) async fn send(
        mut self,
        connection: &mut PgConnection,
        statement: &'static str,
    ) -> Result<(), StoreError> {
        self.0.extend(END.to_be_bytes());
        let mut copy = connection.copy_in_raw(statement).await?;
        copy.send(self.0).await?;
        copy.finish().await?;
        Ok(())
    }
}
