//! The address of a node on every chain, without I/O: one file per chain family, and the chain catalogue.
