//! Connections that the machine lets the process have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// File descriptors for everything else: the database, nodes of chains, what the runtime needs.
const OTHERS: u64 = 256;

/// How many of the wanted connections there can be. The process's own limit is raised as far as it may
/// be: many systems start a process with 1024, and let it have more.
pub(super) fn room(wanted: usize) -> usize {
    let needed = u64::try_from(wanted).unwrap_or(u64::MAX).saturating_add(OTHERS);
    let limit = getrlimit(Resource::Nofile);
    let current = limit.current.unwrap_or(u64::MAX);
    if current >= needed {
        return wanted;
    }
    let raised = needed.min(limit.maximum.unwrap_or(u64::MAX));
    let change = Rlimit {
        current: Some(raised),
        maximum: limit.maximum,
    };
    let granted = match setrlimit(Resource::Nofile, change) {
        Ok(()) => raised,
        Err(_) => current,
    };
    let room = usize::try_from(granted.saturating_sub(OTHERS).max(granted / 2)).unwrap_or(wanted);
    if room < wanted {
        tracing::warn!(
            wanted,
            room,
            "the system gives {granted} file descriptors: at most {room} connections are taken, not {wanted} (ulimit -n)"
        );
    }
    room.min(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_never_more_room_than_wanted_or_than_the_machine_has() {
        assert_eq!(room(10), 10);
        let most = getrlimit(Resource::Nofile).maximum.unwrap_or(u64::MAX);
        assert!(room(usize::MAX) as u64 <= most);
    }
}
