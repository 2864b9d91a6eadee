//! Labels and names that the registrar keeps back, and those that pass for them.

use std::collections::HashMap;

use super::{lookalike::look, rules::RuleError};

/// What is kept back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reserved {
    /// Labels below every parent, and whole names.
    kept: Vec<String>,
    /// What they look like.
    looks: HashMap<String, String>,
}

impl Reserved {
    /// Labels that are kept back below every parent, and whole names; with them, if wished, all that
    /// can be taken for them.
    pub fn new(kept: Vec<String>, lookalikes: bool) -> Self {
        let looks = kept.iter().filter(|_| lookalikes);
        Self {
            looks: looks.map(|kept| (look_of(kept), kept.clone())).collect(),
            kept,
        }
    }

    /// What is kept back, as it was written.
    pub fn iter(&self) -> impl Iterator<Item = &String> {
        self.kept.iter()
    }

    pub(super) fn check(&self, name: &str, label: &str) -> Result<(), RuleError> {
        if self.kept.iter().any(|kept| kept == label || kept == name) {
            return Err(RuleError::ReservedLabel(name.to_owned()));
        }
        if self.looks.is_empty() {
            return Ok(());
        }
        let kept = self.looks.get(&look(label));
        match kept.or_else(|| self.looks.get(&look_of(name))) {
            Some(kept) => Err(RuleError::LooksReserved {
                name: name.to_owned(),
                kept: kept.clone(),
            }),
            None => Ok(()),
        }
    }
}

/// The look of a label, or of a whole name's first one: its parent is what it is.
fn look_of(text: &str) -> String {
    match text.split_once('.') {
        Some((label, parent)) => format!("{}.{parent}", look(label)),
        None => look(text),
    }
}
