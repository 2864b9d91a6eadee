//! The ENS protocol without I/O: names, queries, answers, coin types, the CCIP-Read envelope and its signing digest.
