//! One request after another.

use super::{
    plan::Requests,
    template::{Filling, Template, scramble},
};
use crate::{Result, names};

/// Where the requests of a group come from.
pub(super) enum Source {
    /// Lists: the next one, and whether they begin anew.
    List {
        requests: Vec<Vec<u8>>,
        next: usize,
        again: bool,
    },
    Filled {
        templates: Vec<Template>,
        names: u64,
        next: u64,
    },
}

impl Source {
    pub(super) fn new(requests: &Requests) -> Result<Self> {
        Ok(match requests {
            Requests::Again(texts) | Requests::Once(texts) => Self::List {
                requests: texts.iter().map(|text| text.clone().into_bytes()).collect(),
                next: 0,
                again: matches!(requests, Requests::Again(_)),
            },
            Requests::Filled {
                templates,
                names,
                before,
            } => Self::Filled {
                templates: templates.clone(),
                names: *names,
                next: *before,
            },
            Requests::Registrations { first, count } => Self::List {
                requests: crate::registrations::requests(*first, *count)?,
                next: 0,
                again: false,
            },
        })
    }

    /// Writes the next request; false if there is none.
    pub(super) fn next(&mut self, output: &mut Vec<u8>) -> bool {
        match self {
            Self::List {
                requests,
                next,
                again,
            } => {
                if *again && *next >= requests.len() {
                    *next = 0;
                }
                let Some(request) = requests.get(*next) else {
                    return false;
                };
                output.extend_from_slice(request);
                *next += 1;
                true
            }
            Self::Filled {
                templates,
                names,
                next,
            } => {
                let count = (*next).checked_rem(templates.len() as u64).unwrap_or_default();
                let Some(template) = usize::try_from(count).ok().and_then(|at| templates.get(at)) else {
                    return false;
                };
                let filling = Filling {
                    index: names::scattered(*next, *names),
                    pass: next.checked_div(*names).unwrap_or_default(),
                    random: scramble(*next),
                };
                *next += 1;
                template.fill(&filling, output).is_ok()
            }
        }
    }
}
