//! The limit of the database: the rows that registrations left, copied into an empty database of the
//! same schema, in transactions as large as the service's, without asking for anything; and the
//! tree's rows, as many written and deleted as by the service.

pub(crate) mod postgres;
pub(crate) mod sqlite;

/// Registrations of one transaction, as many as the service takes.
pub(crate) const GROUP: usize = 256;
