//! Variables of the environment, as keys and the clouds' credentials are found by them.

use std::{collections::HashMap, env, fmt, sync::Arc};

use zeroize::Zeroizing;

/// Looks up variables. Never shows their values.
#[derive(Clone)]
pub struct Environment(Option<Arc<HashMap<String, String>>>);

impl Environment {
    /// That of this process.
    pub fn of_process() -> Self {
        Self(None)
    }

    /// These variables and no others.
    pub fn of<K: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        let variables = variables.into_iter();
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        Self(Some(Arc::new(variables.collect())))
    }

    /// The value of a variable that is set, and not empty.
    pub fn get(&self, name: &str) -> Option<Zeroizing<String>> {
        let value = match &self.0 {
            None => env::var(name).ok(),
            Some(variables) => variables.get(name).cloned(),
        };
        let value = Zeroizing::new(value?);
        (!value.trim().is_empty()).then_some(value)
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").finish_non_exhaustive()
    }
}
