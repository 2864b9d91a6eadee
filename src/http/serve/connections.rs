//! How many connections there are, in all and of each client.

use std::{
    collections::{HashMap, hash_map::Entry},
    io::{Read, Write},
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::json;
use tokio::{
    net::TcpStream,
    sync::{OwnedSemaphorePermit, Semaphore},
};

use super::super::limit::LimitSettings;

/// Counts connections.
pub(super) struct Connections {
    places: Arc<Semaphore>,
    most: u32,
    most_of_one: usize,
    of_clients: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection's place among the others, until it is dropped.
pub(super) struct Place {
    connections: Arc<Connections>,
    client: Option<IpAddr>,
    _place: OwnedSemaphorePermit,
}

/// Why a connection is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPlace {
    /// There are too many.
    Full,
    /// The client has too many.
    TooManyOfOne,
}

impl Connections {
    /// At most so many.
    pub(super) fn new(most: usize, settings: &LimitSettings) -> Self {
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        Self {
            places: Arc::new(Semaphore::new(most as usize)),
            most,
            most_of_one: settings.client_connections,
            of_clients: Mutex::default(),
        }
    }

    /// A place for one more, which counts for the client if there is one.
    pub(super) fn enter(self: &Arc<Self>, client: Option<IpAddr>) -> Result<Place, NoPlace> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_| NoPlace::Full)?;
        if let Some(client) = client {
            let mut of_clients = self.of_clients();
            let count = of_clients.entry(client).or_default();
            if *count >= self.most_of_one {
                return Err(NoPlace::TooManyOfOne);
            }
            *count += 1;
        }
        Ok(Place {
            connections: Arc::clone(self),
            client,
            _place: place,
        })
    }

    /// Whether half of all places are taken.
    pub(super) fn is_crowded(&self) -> bool {
        self.places.available_permits() < self.most as usize / 2
    }

    /// Waits until there is none.
    pub(super) async fn all_gone(&self) {
        // The semaphore is never closed.
        let _ = self.places.acquire_many(self.most).await;
    }

    fn of_clients(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.of_clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(client) = self.client
            && let Entry::Occupied(mut count) = self.connections.of_clients().entry(client)
        {
            *count.get_mut() = count.get().saturating_sub(1);
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

impl NoPlace {
    /// Tells the client, in whatever kind of error it reads, and ends the connection: without waiting,
    /// for whoever is turned away must cost nothing.
    pub(super) fn send(self, stream: TcpStream) {
        let Ok(mut stream) = stream.into_std() else { return };
        // Unread bytes would make the end a reset, and the answer might be lost.
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write(self.response().as_bytes());
    }

    fn response(self) -> String {
        let (status, slug, message) = match self {
            Self::Full => (
                "503 Service Unavailable",
                "overloaded",
                "the service has too many connections at present: try again after 1 second",
            ),
            Self::TooManyOfOne => (
                "429 Too Many Requests",
                "too-many-requests",
                "too many connections from this address: end some, or use them again",
            ),
        };
        // Which path is asked for is not known: an error for readers of either kind.
        let body = json!({
            "type": format!("urn:mononym:problem:{slug}"),
            "slug": slug,
            "detail": message,
            "message": message,
            "error": message,
        })
        .to_string();
        format!(
            "HTTP/1.1 {status}\r\nretry-after: 1\r\nconnection: close\r\naccess-control-allow-origin: *\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(most: usize, most_of_one: usize) -> Arc<Connections> {
        let settings = LimitSettings {
            client_connections: most_of_one,
            ..LimitSettings::default()
        };
        Arc::new(Connections::new(most, &settings))
    }

    fn client(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn a_client_has_so_many_and_others_have_theirs() {
        let connections = connections(10, 2);
        let first = connections.enter(client(1)).unwrap();
        let second = connections.enter(client(1)).unwrap();
        assert_eq!(connections.enter(client(1)).err(), Some(NoPlace::TooManyOfOne));
        let other = connections.enter(client(2)).unwrap();
        drop(first);
        let third = connections.enter(client(1)).unwrap();
        assert_eq!(connections.enter(client(1)).err(), Some(NoPlace::TooManyOfOne));
        drop((second, third, other));
        assert_eq!(connections.of_clients().len(), 0, "nobody is remembered");
        assert_eq!(connections.places.available_permits(), 10);
    }

    #[test]
    fn all_together_have_so_many_whoever_they_are() {
        let connections = connections(4, 1);
        let mut places = Vec::new();
        for crowded in [false, false, true, true] {
            places.push(connections.enter(None).unwrap());
            assert_eq!(connections.is_crowded(), crowded, "{}", places.len());
        }
        assert_eq!(connections.enter(None).err(), Some(NoPlace::Full));
        assert_eq!(connections.enter(client(1)).err(), Some(NoPlace::Full));
        places.pop();
        assert!(connections.enter(client(1)).is_ok());
    }
}
