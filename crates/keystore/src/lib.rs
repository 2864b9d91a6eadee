//! Accounts, operations and the transition function, without I/O and without a clock.
