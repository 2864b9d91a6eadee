//! The table of coins whose text form is known.
//!
//! Numbers are SLIP-44's, versions and prefixes those of each chain, as `@ensdomains/address-encoder`
//! has them.

use bs58::Alphabet;

use crate::Coin;
use crate::codec::{Codec, Either};
use crate::form::algo::Algorand;
use crate::form::base58check::{Base58Check, Kind, bare, kept, p2pkh, p2sh};
use crate::form::bech32::{Account, Avalanche, Checksum, account};
use crate::form::cardano::{Byron, Shelley};
use crate::form::cashaddr::CashAddr;
use crate::form::filecoin::Filecoin;
use crate::form::hedera::Hedera;
use crate::form::hex::{Evm, Icon, Plain};
use crate::form::near::Near;
use crate::form::segwit::{Handshake, Segwit};
use crate::form::solana::Solana;
use crate::form::ss58::Ss58;
use crate::form::starknet::Starknet;
use crate::form::stellar::Stellar;
use crate::form::ton::Ton;

/// Base58check of these kinds.
macro_rules! payloads {
    ($($kind:expr),+) => {
        &Base58Check { alphabet: Alphabet::BITCOIN, kinds: &[$($kind),+] }
    };
}

/// Base58check of scripts: the version of P2PKH, then those of P2SH, the first of which is written.
macro_rules! scripts {
    ($p2pkh:expr, $($p2sh:expr),+) => {
        payloads!(p2pkh(&$p2pkh), $(p2sh(&$p2sh)),+)
    };
}

/// Scripts in SegWit's form under a prefix, or in base58check.
macro_rules! bitcoin {
    ($hrp:literal, $($version:expr),+) => {
        &Either { first: &Segwit($hrp), second: scripts!($($version),+), form: "SegWit or base58check" }
    };
}

/// Zcash's transparent addresses, and the shielded ones of Sapling under a prefix.
macro_rules! zcash {
    ($hrp:literal) => {
        &Either {
            first: &account($hrp, &[43]),
            second: scripts!([0x1c, 0xb8], [0x1c, 0xbd]),
            form: "base58check, or bech32 of Sapling",
        }
    };
}

/// Accounts, alone or with a tag (X-address).
const RIPPLE: &dyn Codec = &Base58Check {
    alphabet: Alphabet::RIPPLE,
    kinds: &[kept(&[0x00], 20), kept(&[0x05, 0x44], 29)],
};

const CASH: &dyn Codec = &Either {
    first: &CashAddr,
    second: scripts!([0x00], [0x05]),
    form: "CashAddr, or base58check when reading",
};

const CARDANO: &dyn Codec = &Either {
    first: &Shelley,
    second: &Byron,
    form: "bech32, or Byron's base58",
};

/// tz1, tz2, tz3 and KT1. ENS keeps what Micheline does: the kind, the hash, and a contract's padding.
const TEZOS: &dyn Codec = payloads!(
    tezos(&[0x06, 0xa1, 0x9f], &[0, 0], &[]),
    tezos(&[0x06, 0xa1, 0xa1], &[0, 1], &[]),
    tezos(&[0x06, 0xa1, 0xa4], &[0, 2], &[]),
    tezos(&[0x02, 0x5a, 0x79], &[1], &[0])
);

const fn tezos(version: &'static [u8], head: &'static [u8], tail: &'static [u8]) -> Kind {
    Kind {
        version,
        body: 20,
        head,
        tail,
    }
}

const CHIA: &dyn Codec = &Account {
    checksum: Checksum::Bech32m,
    ..account("xch", &[32])
};

const IOTA: &dyn Codec = &Account {
    version: &[0x00],
    ..account("iota", &[32])
};

/// Makes the table: number, symbol, name, form, and an address to show.
macro_rules! coins {
    ($($coin_type:literal $symbol:literal $name:literal $codec:expr, $example:literal;)+) => {
        &[$(Coin { coin_type: $coin_type, symbol: $symbol, name: $name, codec: $codec, example: $example }),+]
    };
}

/// By ascending number. EVM chains have theirs by ENSIP-11; those here that have one too kept
/// addresses under it before.
#[rustfmt::skip]
pub(crate) const COINS: &[Coin] = coins! {
    0 "BTC" "Bitcoin" bitcoin!("bc", [0x00], [0x05]), "bc1qatdggs8dsfn5mxkrv0u9s2l2knqkv5v0xlx4ux";
    2 "LTC" "Litecoin" bitcoin!("ltc", [0x30], [0x32], [0x05]), "ltc1qxwa2rgx57kxyzqy7tjrz0r0qpcrghdczvesrwd";
    3 "DOGE" "Dogecoin" scripts!([0x1e], [0x16]), "DFD44iuUGDGZtPiRaB8QwasyJttsGGspUU";
    4 "RDD" "Reddcoin" scripts!([0x3d], [0x05]), "RvyhEyKeyNX4oQJ15MjKTPxbVtPrmcBiRd";
    5 "DASH" "Dash" scripts!([0x4c], [0x10]), "XkJsiCDeWaJgfvMp7F5jGikzUXEtyBcDjV";
    6 "PPC" "Peercoin" scripts!([0x37], [0x75]), "PV8hfY6eXYTfNyAHt8UUbZgs6fXqKE3NRK";
    7 "NMC" "Namecoin" payloads!(kept(&[0x34], 20), kept(&[0x0d], 20)), "MxmkRdi9jh1ZVDWPU6eN3bVimacCxMqZ7v";
    14 "VIA" "Viacoin" scripts!([0x47], [0x21]), "VantrPUrnG9gS5YErqH67rEbMuJsT6vR6B";
    20 "DGB" "DigiByte" bitcoin!("dgb", [0x1e], [0x3f]), "dgb1q4rg6q85h8s8mpythrdtua6sf3cvlc72v4az4fk";
    22 "MONA" "Monacoin" bitcoin!("mona", [0x32], [0x37], [0x05]),
        "mona1q0luw43hsq5gpy4pzr827lszjt5530u6wghas6g";
    55 "AIB" "AIB" scripts!([0x17], [0x05]), "AVnX9wp7fmW25qTw8AZkLc6aj37baAYQ1F";
    57 "SYS" "Syscoin" bitcoin!("sys", [0x3f], [0x05]), "sys1qtxw3qz5nxdehcark6eu5uvn92c87xg2vsevdwt";
    60 "ETH" "Ethereum" &Evm(None), "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";
    61 "ETC" "Ethereum Classic" &Evm(None), "0x945CF4a7dF3897c9995e1E45F23703D21D9AE341";
    74 "ICX" "ICON" &Icon, "hx080d7dfec378a3789f9aa6cfeef62233d4012eae";
    77 "XVG" "Verge" scripts!([0x1e], [0x21]), "DNSegefQSQustgF5bxXWZWYFCMnWj3cXAs";
    105 "STRAT" "Stratis" scripts!([0x3f], [0x7d]), "Sjzh5kx2537oERSzXWML8v7sGwAFsd3uz7";
    111 "ARK" "Ark" payloads!(kept(&[0x17], 20)), "AUvCRf2yvRRShRDc1uQxzwMt18JEMYM5F2";
    118 "ATOM" "Cosmos Hub" &account("cosmos", &[20, 32]), "cosmos1kw98stz6p3wvhzqaehnknhr2u7phmy5d26c3jt";
    121 "ZEN" "Horizen" payloads!(kept(&[0x20, 0x89], 20), kept(&[0x1c, 0xb8], 20), kept(&[0x20, 0x96], 20), kept(&[0x1c, 0xbd], 20), kept(&[0x16, 0x9a], 64)),
        "zncth4iBqRck3kuChjTQurobeytDBYpP4iY";
    133 "ZEC" "Zcash" zcash!("zs"), "t1cNtLpRhTPo6yP4kfxsQFcetjJJC4hTfmG";
    136 "FIRO" "Firo" scripts!([0x52], [0x07]), "a6vfLNUusMqJomWMAqnCGPrqvtfwfZsaxY";
    137 "RBTC" "Rootstock" &Evm(Some(30)), "0xD19754EEd30733B9528cFA5F7fda445B11F3C612";
    141 "KMD" "Komodo" scripts!([0x3c], [0x55]), "RMB37SC2upotZBzcQnZtPjf3MU6A8io7g8";
    144 "XRP" "XRP Ledger" RIPPLE, "rnwiSDitBQpE7PFxPGHzvDYwDd4KpsxpWW";
    145 "BCH" "Bitcoin Cash" CASH, "bitcoincash:qru0tammxaxfnypnam7cfl6m8jfq45r7wq869s36ne";
    148 "XLM" "Stellar" &Stellar, "GAVVL5KLP3YDHL6IC2TTOIPV5635RF3EY5W26PNEKCVRA5YAF6AEPULQ";
    153 "BTM" "Bytom" &Segwit("bm"), "bm1qnlen2vvhznsy3lmtrhp885c645yjcuv4esdn8n";
    156 "BTG" "Bitcoin Gold" bitcoin!("btg", [0x26], [0x17]), "btg1qkfs6avma3k58uu0fyj8nydam2cxtrg6pr98y7e";
    175 "RVN" "Ravencoin" scripts!([0x3c], [0x7a]), "R9x2wsbfN87qEiHPXn5p6HiaSPRz9UqwJf";
    178 "POA" "POA Network" &Evm(None), "0xd9ccE39f59eDA447A65C8F8310E4f089501604e8";
    192 "LCC" "Litecoin Cash" bitcoin!("lcc", [0x1c], [0x32], [0x05]),
        "lcc1qxjy4qpamxfla8unwzkxwumhej6xa6smnqpx6h9";
    195 "TRX" "Tron" payloads!(kept(&[0x41], 20)), "TMaQhRgs3mJ57VYeKBaW4m13ZWS6WDpaCR";
    236 "BSV" "Bitcoin SV" payloads!(bare(&[0x00], 20)), "1ChaY2Ak3HU1ZaT4qwo1RzmFDnX3rTiuWs";
    246 "EWT" "Energy Web" &Evm(None), "0xA482A0aC9CC2a4f75b5eA0820EDE71e6EbBDFdEF";
    283 "ALGO" "Algorand" &Algorand, "54DLHNLTPARQCYNGHTVKAPAMXQFOXBV5RVLDPGNFBN7Q4AKXN4TO5XMBU4";
    301 "DIVI" "Divi" scripts!([0x1e], [0x0d]), "DFYsY2iB8FNnZE9TMjq12jbkfaZ51NMEU7";
    304 "IOTX" "IoTeX" &account("io", &[20]), "io143v6r4ers9tg37qrnvserqac7ndavvgvvtqwje";
    309 "CKB" "Nervos CKB" &account("ckb", &[22]),
        "ckb1x408335h3cjdxqp7m9fun7yrrdqj8rxcesrs2zh2dr";
    313 "ZIL" "Zilliqa" &account("zil", &[20]), "zil1mrc98uglhnmmsjxt6ku0h8edx2epu8xp292msz";
    330 "LUNA" "Terra" &account("terra", &[20, 32]), "terra1xd46rfs0ttth9jkuvw0uw2ptaw4l0y6ljwhrj4";
    354 "DOT" "Polkadot" &Ss58(0), "15CuGWrafx6sJCE8CHc9cXZHPwaX2QTiyXLmqprfb2Ydg9BU";
    397 "NEAR" "NEAR" &Near, "alice.near";
    434 "KSM" "Kusama" &Ss58(2), "CkancMVjSo4QJ9WivbYnYDRBgqqHK3f71XuyRYTSc3McZRn";
    459 "KAVA" "Kava" &account("kava", &[20, 32]), "kava1eqqc7t8a4cyfjmlqg62k7ele8juwxhy6crqkkk";
    461 "FIL" "Filecoin" &Filecoin, "f01000";
    489 "CCA" "Counos Coin" scripts!([0x0b], [0x05]), "5eZ4VjLuUgeupPuE3bP9zt5d1u2mtZMFPr";
    500 "THETA" "Theta" &Evm(None), "0xf5becb5915ECC055A7256A253D42562869a13B4E";
    501 "SOL" "Solana" &Solana, "FrLjBpotK2NdiV923Fe1LQ5JS5nwwEqgtjyRNnnGXFp9";
    508 "EGLD" "MultiversX" &account("erd", &[32]),
        "erd1gj3gapyesqqkgutsgnyykakkhptdlqn37597wds37xdu5yqwd5gqjhp2ka";
    566 "IRIS" "IRISnet" &account("iaa", &[20, 32]), "iaa1zrlwgxf0fr4095mya4u4hpt4sg9pyzlfcqn4tv";
    568 "LRG" "Large Coin" scripts!([0x1e], [0x0d]), "DBEc1vTxz4v5PGPL3xXUYUiigV51oS6pL4";
    571 "CCXX" "Counos X" bitcoin!("ccx", [0x89], [0x4b], [0x05]),
        "ccx1q2cz6c664l0zhrkyx5vv3dug3t3r8f3gmjdh8xr";
    576 "BPS" "BitcoinPoS" scripts!([0x00], [0x05]), "1BzEYJpxmcaxms7RjCYMjkc6yEKtEHWrnD";
    589 "TFUEL" "Theta Fuel" &Evm(None), "0x1c9d4f877361950229ea2a978A70F340a6a87d41";
    592 "GRIN" "Grin" &account("grin", &[32]),
        "grin1tl5cc6dc83psagrm0wznmz6092p32t70x9v4tya22wsmg5pv7cks5r89mj";
    607 "TON" "TON" &Ton, "UQDxfjkq1I_PwqqFozCLrXaM61LB0X65U8XHoUGN9lhT-5mN";
    637 "APT" "Aptos" &Plain, "0xec07991af7b6923ca4a9b5d61dbddf449925546b6a123a56c20068ccac429d36";
    700 "XDAI" "Gnosis" &Evm(None), "0xbdF14F3E31b11A811D01955b7EA118E1Ea223ED1";
    714 "BNB" "BNB Beacon Chain" &account("bnb", &[20]), "bnb12v4vv404m2jmd6afxvdnvna30lrlzygt0x2pwv";
    784 "SUI" "Sui" &Plain, "0x0bff6f5a0e12eecd975befc86d0306c33611dc36d60379a26b8819f472aeb9c4";
    818 "VET" "VeChain" &Evm(None), "0x707e7DB543C9c53C13AA4834ca83F74f08dB6431";
    820 "CLO" "Callisto" &Evm(None), "0x00aA8467687CF1D45c10Da1E32475442B0a086B2";
    888 "NEO" "NEO" payloads!(kept(&[0x17], 20), kept(&[0x35], 20)), "AXW6PXsNsYzus87cgQuLXej15nXMmHKKtB";
    889 "TOMO" "TomoChain" &Evm(None), "0xC40B786B0d1E771C0280F8073001665e251221Ba";
    904 "HNT" "Helium" payloads!(bare(&[0x00], 33)), "112UdDonxz3yQ2jYDLt7jAeEtGhPJH3e71Bk1sJTwLYtfH84bnPt";
    931 "RUNE" "THORChain" &account("thor", &[20]), "thor1arpyuf2fe7hyhg8plc84yqp2ss0vg6u8g87yde";
    999 "BCD" "Bitcoin Diamond" bitcoin!("bcd", [0x00], [0x05]),
        "bcd1q84txlg0hj056s8cn0amruhcndrywf5g05yhqkc";
    1001 "TT" "ThunderCore" &Evm(None), "0x25C6179b63C24bE1F4E2b360fE374a932B512582";
    1007 "FTM" "Fantom" &Evm(None), "0x85A021fC4e452574bfC8A22D21730020a77779b5";
    1023 "ONE" "Harmony" &account("one", &[20]), "one1eeasl084cdt3484ds4jfgyqeeand35kqfrx6ws";
    1024 "ONT" "Ontology" payloads!(bare(&[0x17], 20)), "AUfgVRonUy69YJtKdgvBQmuMGynrcB14Pw";
    1237 "NOSTR" "Nostr" &account("npub", &[32]),
        "npub17nfy39st8mvcw2x68apfmrzsnewkeycjj0ypacstcwe7yhg06p6q293vy8";
    1729 "XTZ" "Tezos" TEZOS, "tz1d2wiYn427VqLjZ4w5acuZcWB97udVmoyZ";
    1815 "ADA" "Cardano" CARDANO,
        "addr1qysrt4kzmk5kdjmaf64fxfp36ufjpx9kwhjwaw48lhn78ed3pfu53rmq6t9hs2uf4tj65sljdv08xdy7xhc8yzp6rr7sw09y90";
    2301 "QTUM" "Qtum" payloads!(kept(&[0x3a], 20), kept(&[0x32], 20)), "QcwAmwvcsfoBCi9XqmcFgujtKn1MgRgA3U";
    3030 "HBAR" "Hedera" &Hedera, "0.0.1234567";
    4218 "IOTA" "IOTA" IOTA, "iota1qrpg5ncey08udrryvzuqeazfx3mvzeplmt8j22yclrc7p3v4rc3v70p3hd3";
    5353 "HNS" "Handshake" &Handshake(Segwit("hs")), "hs1qt00ws5c794hg00vkz9r78nnpmhdt5qwjswr6q9";
    6060 "GO" "GoChain" &Evm(None), "0xf6854dF6DAb99D98FE05C35A458d719914BF5B21";
    8444 "XCH" "Chia" CHIA, "xch1d53y8c5f0d0jcgtxwrt85dz3znyvr06kf73jkqxrq475qqs3u0qqg5aw9g";
    9000 "AVAX" "Avalanche X-Chain" &Avalanche(account("avax", &[20])),
        "avax198esye2jxzxsvphnmz80rqsev3mlvy3007ekc3";
    9004 "STRK" "Starknet" &Starknet, "0x0562549e414f06B9341Ca0cC077E7A79A4A14F800F715427f39Cdf0780Ab637F";
    9797 "NRG" "Energi" &Evm(None), "0x7297c68572B0820199B9c916E7c49F909DDDCcbB";
    19167 "FLUX" "Flux" zcash!("za"), "t1UFvF5E1AZaCQwFKV575RDmxfuYtoR4dhh";
    52752 "CELO" "Celo" &Evm(None), "0x4ADefb6fA990DDbE01f8AB58581835edf7f53687";
    99999 "WICC" "WaykiChain" scripts!([0x49], [0x33]), "Wh5Vn15VUVh547unWsDRZTufhLENezZLtS";
};
