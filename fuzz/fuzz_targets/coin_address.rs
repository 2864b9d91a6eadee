#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mononym_fuzz::coins::coin_address(data));
