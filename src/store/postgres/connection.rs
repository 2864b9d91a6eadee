//! Connections to the server.

use std::{future::Future, str::FromStr, time::Duration};

use sqlx::{
    Connection, Executor, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::timeout;

use super::sql;
use crate::store::StoreError;

/// Parameters that a URL may have. Others would be logged with their values, and one that is mistyped
/// may be a password.
const PARAMETERS: [&str; 17] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];
/// Connections for reads.
const READERS: u32 = 16;
/// Connections for the listener and for writes that are no operations; the writer of operations and
/// the follower have their own.
const WRITERS: u32 = 4;
/// Longest that anybody waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(5);
/// Longest that a piece of work takes, if neither the server nor the network says anything. Longer
/// than the server's own bounds, which say why.
const WORK: Duration = Duration::from_secs(20);
/// A connection that rested for longer is asked whether it still stands: no server is back sooner.
pub(super) const RESTED: Duration = Duration::from_millis(50);

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.to_string())
    }
}

/// Reads a URL. Neither the error nor anything else tells what stands in it, since that is where the
/// password is.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let is_ours = url.starts_with("postgres://") || url.starts_with("postgresql://");
    let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
    let mut names = parameters
        .split('&')
        .filter_map(|parameter| parameter.split('=').next());
    if !names.all(|name| name.is_empty() || PARAMETERS.contains(&name)) {
        return Err(StoreError::Database(format!(
            "the database URL has a parameter that is not known (it is not shown here): use {}",
            PARAMETERS.join(", ")
        )));
    }
    PgConnectOptions::from_str(url)
        .ok()
        .filter(|_| is_ours)
        .map(|options| options.application_name("mononym"))
        .ok_or_else(|| {
            let form = "postgres://user:password@host:port/database";
            StoreError::Database(format!(
                "the database URL does not read like {form} (it is not shown here)"
            ))
        })
}

/// Connections for reads, and others for writes, so that neither waits for the other.
pub(super) struct Pools {
    pub(super) reads: PgPool,
    pub(super) writes: PgPool,
}

impl Pools {
    pub(super) fn new(options: &PgConnectOptions) -> Self {
        Self {
            reads: pool(READERS).connect_lazy_with(options.clone()),
            writes: pool(WRITERS).connect_lazy_with(options.clone()),
        }
    }
}

fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(|connection, _| Box::pin(configure(connection)))
}

async fn configure(connection: &mut PgConnection) -> sqlx::Result<()> {
    connection.execute(sql::CONFIGURE_SESSION).await?;
    Ok(())
}

/// A connection of its own.
pub(super) async fn connect(options: &PgConnectOptions) -> sqlx::Result<PgConnection> {
    let mut connection = PgConnection::connect_with(options).await?;
    configure(&mut connection).await?;
    Ok(connection)
}

/// Gives up on a server that does not answer at all.
pub(super) async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    timeout(WORK, work)
        .await
        .unwrap_or_else(|_| Err(StoreError::Database("the server does not answer".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_url_is_not_shown() {
        for url in [
            "postgres://user:hunter2@host:port/database",
            "postgres://user:hunter2@[host/database",
            "mysql://user:hunter2@host/database",
            "user:hunter2",
            "postgres://user@host/database?pasword=hunter2",
            "postgres://user@host/database?sslmode=require&hunter2",
        ] {
            let error = options(url).err().unwrap().to_string();
            assert!(error.contains("URL"), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
        assert!(options("postgres://user:hunter2@host:5432/database").is_ok());
        assert!(options("postgres://host/database?user=user&password=hunter2&sslmode=disable").is_ok());
    }
}
