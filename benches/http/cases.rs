//! What is measured: who is asked what, how, and by how many at once.

use crate::requests::{Ask, Method};

/// Numbers of requests under way at once.
pub(crate) const LEVELS: [usize; 3] = [1, 32, 256];
/// The level whose figures are compared with those of others.
pub(crate) const LEVEL: usize = 32;

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    Mononym,
    /// A handler that gives one response, as long as a signed answer.
    Bare,
    /// The same, as long as a proven answer.
    BareProven,
    /// The first, after a signature each.
    BareSigning,
    /// @namestone/ezccip.
    Ezccip,
    /// @chainlink/ccip-read-server with the logic of ENS's reference gateway.
    Reference,
}

/// Which names are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// The same one each time.
    Same,
    /// Each time another one.
    Other,
    /// The same one, which does not exist.
    SameUnknown,
    /// Each time another one that does not exist.
    OtherUnknown,
}

/// One row of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    /// How it is called in ratios.
    pub(crate) letter: &'static str,
    pub(crate) title: &'static str,
    pub(crate) subject: Subject,
    pub(crate) ask: Ask,
    pub(crate) method: Method,
    pub(crate) which: Which,
    /// Whether it is asked at every level, or at one.
    pub(crate) is_at_all_levels: bool,
    /// Whether it is also asked at half its throughput, at a fixed rate.
    pub(crate) is_halved: bool,
}

/// A case of which the rest is as in most.
const fn case(letter: &'static str, title: &'static str, subject: Subject, which: Which) -> Case {
    Case {
        letter,
        title,
        subject,
        ask: Ask::Signed,
        method: Method::Get,
        which,
        is_at_all_levels: true,
        is_halved: false,
    }
}

pub(crate) const CASES: [Case; 18] = [
    Case {
        is_halved: true,
        ..case("a", "bare axum handler, GET", Subject::Bare, Which::Same)
    },
    Case {
        is_halved: true,
        ..case("h", "Mononym, cached, GET", Subject::Mononym, Which::Same)
    },
    Case {
        method: Method::Post,
        ..case("a′", "bare axum handler, POST", Subject::Bare, Which::Same)
    },
    Case {
        method: Method::Post,
        ..case("h′", "Mononym, cached, POST", Subject::Mononym, Which::Same)
    },
    Case {
        ask: Ask::Proven,
        ..case(
            "p",
            "bare axum handler, as long as a proof",
            Subject::BareProven,
            Which::Same,
        )
    },
    Case {
        ask: Ask::Proven,
        ..case("q", "Mononym, cached, proven", Subject::Mononym, Which::Same)
    },
    Case {
        ask: Ask::Multicall,
        ..case(
            "m",
            "Mononym, cached, three calls in one",
            Subject::Mononym,
            Which::Same,
        )
    },
    case(
        "u",
        "Mononym, cached, unknown name",
        Subject::Mononym,
        Which::SameUnknown,
    ),
    Case {
        is_halved: true,
        ..case(
            "c",
            "Mononym, cold: read and signed",
            Subject::Mononym,
            Which::Other,
        )
    },
    case(
        "d",
        "bare axum handler that signs",
        Subject::BareSigning,
        Which::Other,
    ),
    Case {
        ask: Ask::Proven,
        ..case(
            "r",
            "Mononym, cold: read and proven",
            Subject::Mononym,
            Which::Other,
        )
    },
    Case {
        ask: Ask::Multicall,
        ..case(
            "n",
            "Mononym, cold, three calls in one",
            Subject::Mononym,
            Which::Other,
        )
    },
    case(
        "v",
        "Mononym, cold, unknown name",
        Subject::Mononym,
        Which::OtherUnknown,
    ),
    Case {
        method: Method::Post,
        is_at_all_levels: false,
        ..case("c′", "Mononym, cold, POST", Subject::Mononym, Which::Other)
    },
    Case {
        method: Method::Post,
        is_at_all_levels: false,
        ..case("e", "ezccip, the same name, POST", Subject::Ezccip, Which::Same)
    },
    Case {
        method: Method::Post,
        is_at_all_levels: false,
        ..case(
            "e′",
            "ezccip, each time another name, POST",
            Subject::Ezccip,
            Which::Other,
        )
    },
    Case {
        method: Method::Post,
        is_at_all_levels: false,
        ..case(
            "f",
            "reference gateway, the same name, POST",
            Subject::Reference,
            Which::Same,
        )
    },
    Case {
        method: Method::Post,
        is_at_all_levels: false,
        ..case(
            "f′",
            "reference gateway, each time another name, POST",
            Subject::Reference,
            Which::Other,
        )
    },
];

impl Case {
    /// The levels at which it is asked.
    pub(crate) fn levels(&self) -> &'static [usize] {
        match self.is_at_all_levels {
            true => &LEVELS,
            false => &[LEVEL],
        }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.which, Which::SameUnknown | Which::OtherUnknown)
    }
}
