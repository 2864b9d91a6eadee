//! The whole page.

use crate::{
    Args,
    cases::LEVEL,
    lookups::Lookups,
    shared::{machine::Machine, text::thousands},
    world::World,
};

pub(crate) fn page(args: &Args, world: &World, lookups: &Lookups, machine: &Machine, tables: &str) -> String {
    let Args { rounds, seconds, .. } = args;
    let World {
        signed_bytes,
        proven_bytes,
        ..
    } = world;
    let rivals = &machine.rivals;
    let machine = machine.table(lookups.idle);
    let names = thousands(world.names as f64);
    format!(
        "# Benchmarks

Written by `make bench`; do not edit. How it grows: [benchmarks-growth.md](benchmarks-growth.md); registrations and \
lists: [benchmarks-registrations.md](benchmarks-registrations.md); proofs and the tree: \
[benchmarks-proofs.md](benchmarks-proofs.md).

![Answers a second](plots/lookups.svg)

{tables}![How long answers take](plots/latencies.svg)

![Answers a second by requests at once](plots/levels.svg)

## Method

One run on one machine, everything side by side: {rounds} rounds, in each of which every case has {seconds} \
seconds, one after another; the figures are medians over the rounds, after a round that does not count. Ratios are \
medians of each round's ratio. Throughput swings from run to run; CPU time does so less.

- Server and load have a core each (`taskset`): the servers core 0, the load core 1, over loopback with connections \
kept open.
- The load is benches/http/load. It never sleeps: a load that sleeps has to be woken by the server, whose answers \
then cost more CPU time, most of all on a virtual machine. It checks status, length and beginning of each answer; \
the run ends with an error if one is wrong. *load* is the share of its time in which it had something to do: near \
100 %, the load was the limit and not the server, and the ratio by CPU time counts.
- *At once* is a closed loop: each connection asks again when it has its answer. Latencies then show the queue, not \
the path. *Half load* is an open loop: requests are due at a fixed rate, whatever the server does, and latencies \
count from the moment at which a request was due, so that no queue is hidden.
- The server is the `mononym` binary with its defaults (SQLite, one libsecp256k1 key, 64 MiB of cache), follows an \
L1 whose Keystore has its whole log, and has {names} names with a text record each, which `mononym import` took.
- (a) is an axum handler without a router, which gives a finished body as long as a signed answer ({signed_bytes} \
bytes) with an answer's headers, to the same requests. It has the same runtime, allocator and build settings. (a′) \
reads the request's body first. (p) gives a body as long as a proven answer ({proven_bytes} bytes).
- (h), (h′) and (q) ask for one text record of one name, (m) for that, the address and the contenthash in one call, (u) \
for the record of a name that does not exist.
- (c), (r), (n) and (v) ask the same about another name each time, under a sender under which nobody asked for it \
before: every answer is read from the database, and signed or proven. The database is in the page cache. Unknown \
names are random.
- (s) makes the digest of such an answer and signs it, in a loop without a server, on the server's core. Together \
with (a) it is the limit of (c): 1 / (1/a + 1/s). (d) is (a) with (s) in its handler: what that limit is in practice.
- The rivals are what npm has, each with the same names in memory, on the same core: (e) is @namestone/ezccip with \
the server that it brings, (f) is @chainlink/ccip-read-server with the logic of ENS's reference gateway \
(ensdomains/offchain-resolver) written anew in benches/rivals. They sign every answer with ethers. Both are asked by \
POST, as (h′) and (c′) are, {LEVEL} at once.
- CPU time is the server process's, user and system, from `/proc`; memory is VmRSS, RssAnon and VmHWM.
- The storm comes last, on the server as it then is. Signed answers are made anew once a minute, when the expiry \
that they were given comes near: a storm across such a moment shows it.

## Machine

{machine}| Rivals | {rivals} |
"
    )
}
