#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mononym_fuzz::keystore::signer(data));
