//! Variables of the environment, as keys and the clouds' credentials are found by them.

use std::{fmt, sync::Arc};

use zeroize::Zeroizing;

/// Looks up variables. Never shows their values.
#[derive(Clone)]
pub struct Environment(Arc<dyn Fn(&str) -> Option<String> + Send + Sync>);

impl Environment {
    /// Those of this process.
    pub fn of_process() -> Self {
        Self(Arc::new(|name| std::env::var(name).ok()))
    }

    /// These and no others.
    pub fn of<K: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        let variables: std::collections::HashMap<String, String> = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Self(Arc::new(move |name| variables.get(name).cloned()))
    }

    /// The value of a variable that is set, and not empty.
    pub fn get(&self, name: &str) -> Option<Zeroizing<String>> {
        let value = Zeroizing::new((self.0)(name)?);
        (!value.trim().is_empty()).then_some(value)
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").finish_non_exhaustive()
    }
}
