//! Requests that differ in a name, a key, a coin type: made once, then filled in place, since a load
//! has microseconds for each.

use alloy_primitives::{Address, B256, hex};
use mononym_ens::child_node;
use serde::{Deserialize, Serialize};

use crate::{
    Result,
    names::{self, LABEL_BYTES},
};

/// Stands in a template where the sender goes.
pub(crate) const SENDER: Address = Address::repeat_byte(0xa5);
/// Where a key of a text record goes.
pub(crate) const KEY: &str = "key:0123456789ab";
/// Where a coin type goes.
pub(crate) const COIN: u64 = 0x8123_4567_89ab_cdef;

/// A request with places to fill.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Template {
    text: String,
    places: Vec<(Field, usize)>,
    is_known: bool,
}

/// What goes to a place, in hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Field {
    Label,
    Node,
    Sender,
    Key,
    Coin,
}

/// What one request is filled with.
pub(crate) struct Filling {
    /// The name, if a registered one is asked for.
    pub(crate) index: u64,
    /// Of the sender.
    pub(crate) pass: u64,
    /// Of everything that is random.
    pub(crate) random: u64,
}

impl Template {
    /// The template of a request for the name of index 0; those for other names differ in the same
    /// places. `is_known` says whether names are asked for that are registered.
    pub(crate) fn new(request: String, is_known: bool) -> Self {
        let label = names::label(0);
        let node = child_node(names::parent_node(), label.as_bytes());
        let mut places = Vec::new();
        for (field, sample) in [
            (Field::Label, hex::encode(label)),
            (Field::Node, hex::encode(node)),
            (Field::Sender, hex::encode(SENDER)),
            (Field::Key, hex::encode(KEY)),
            (Field::Coin, hex::encode(COIN.to_be_bytes())),
        ] {
            places.extend(request.match_indices(&sample).map(|(at, _)| (field, at)));
        }
        Self {
            text: request,
            places,
            is_known,
        }
    }

    /// Writes the request with other values.
    pub(crate) fn fill(&self, filling: &Filling, output: &mut Vec<u8>) -> Result<()> {
        let label = if self.is_known {
            names::label(filling.index)
        } else {
            random_label(filling.random)
        };
        let node = child_node(names::parent_node(), label.as_bytes());
        let start = output.len();
        output.extend_from_slice(self.text.as_bytes());
        for (field, at) in &self.places {
            let place = output.get_mut(start + at..).unwrap_or_default();
            match field {
                Field::Label => put(place, label.as_bytes()),
                Field::Node => put(place, node.as_slice()),
                Field::Sender => put(place, sender(filling.pass).as_slice()),
                Field::Key => put(place, format!("key:{:012x}", filling.random >> 16).as_bytes()),
                Field::Coin => put(place, &filling.random.to_be_bytes()),
            }?;
        }
        Ok(())
    }
}

/// Who asks in one pass through all names.
fn sender(pass: u64) -> Address {
    Address::from_word(B256::left_padding_from(&pass.wrapping_add(1 << 40).to_be_bytes()))
}

/// As long as a registered one, and none.
fn random_label(random: u64) -> String {
    let label = format!("x{random:016x}");
    label.chars().take(LABEL_BYTES).collect()
}

fn put(place: &mut [u8], bytes: &[u8]) -> Result<()> {
    let place = place
        .get_mut(..2 * bytes.len())
        .ok_or("a template is too short")?;
    Ok(hex::encode_to_slice(bytes, place)?)
}

/// A number that looks random, another one for each (SplitMix64).
pub(crate) fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
