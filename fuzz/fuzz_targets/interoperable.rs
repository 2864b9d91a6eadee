#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mononym_fuzz::derive::interoperable(data));
