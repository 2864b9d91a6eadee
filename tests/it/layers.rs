//! The house stands as its plan says: who may use whom, where SQL is, what the pure crates leave
//! alone, how long a file is.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What each module of the service may use of the others. Each names only modules that stand above
/// it here, so there is no way back.
const MAY_USE: [(&str, &[&str]); 13] = [
    ("clock", &[]),
    ("sign", &["clock"]),
    ("store", &["clock"]),
    ("chain", &["sign"]),
    ("keys", &["chain", "clock", "sign"]),
    ("gateway", &["chain", "clock", "keys", "sign", "store"]),
    ("names", &["chain", "clock", "gateway", "sign", "store"]),
    ("publisher", &["chain", "clock", "sign", "store"]),
    ("transfer", &["clock", "names", "sign", "store"]),
    (
        "http",
        &[
            "chain",
            "clock",
            "gateway",
            "keys",
            "names",
            "publisher",
            "sign",
            "store",
        ],
    ),
    (
        "config",
        &["chain", "gateway", "http", "names", "publisher", "sign"],
    ),
    (
        "app",
        &[
            "chain",
            "clock",
            "config",
            "gateway",
            "http",
            "keys",
            "names",
            "publisher",
            "sign",
            "store",
        ],
    ),
    (
        "cli",
        &[
            "app", "chain", "clock", "config", "gateway", "http", "keys", "names", "sign", "store",
            "transfer",
        ],
    ),
];

/// What each pure crate may use of the others.
const CRATES: [(&str, &[&str]); 4] = [
    ("ens", &[]),
    ("coins", &["ens"]),
    ("derive", &["coins", "ens"]),
    ("keystore", &["ens"]),
];

/// I/O, clocks, randomness, threads: what a pure crate leaves alone.
const IMPURE: [&str; 14] = [
    "std::fs",
    "std::net",
    "std::io",
    "std::time",
    "std::env",
    "std::process",
    "std::thread",
    "rand::",
    "tokio",
    "rusqlite",
    "SystemTime",
    "Instant",
    "println!",
    "unsafe {",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with one of these endings, save what is not ours.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    const FOREIGN: [&str; 6] = ["node_modules", "target", ".venv", "out", "cache", "lib"];
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                if !FOREIGN.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The code of a file, comment lines left out.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The words that follow `prefix`, each of a group in braces too: `prefix::{a, b::{c}}` is a and b.
fn used(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        // Not the end of a longer word.
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == '$') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.extend(word(rest));
            continue;
        };
        let (mut depth, mut start) = (0, true);
        for (index, character) in group.char_indices() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                other if start && !other.is_whitespace() => {
                    found.extend(word(&group[index..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    found
}

fn word(text: &str) -> Option<String> {
    let end = text
        .find(|character: char| !character.is_alphanumeric() && character != '_')
        .unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// The module of the service that a file belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn uses_are_found_in_all_their_forms() {
    let code = "use crate::{\n  clock::Clock,\n  store::{Found, StoreError},\n};\nfn f() { crate::http::x() }\nmycrate::not";
    let expected = ["clock", "http", "store"].map(str::to_owned);
    assert_eq!(used(code, "crate::"), BTreeSet::from(expected));
}

#[test]
fn the_plan_has_no_way_back() {
    for (index, (name, uses)) in MAY_USE.iter().enumerate() {
        for used in *uses {
            assert!(
                MAY_USE[..index].iter().any(|(above, _)| above == used),
                "{name} uses {used}"
            );
        }
    }
}

#[test]
fn dependencies_of_the_service_point_one_way() {
    let mut actual: Vec<(String, String)> = Vec::new();
    for path in files("src", &[".rs"]) {
        let module = module(&path);
        if module == "lib" || module == "main" {
            continue;
        }
        let (_, allowed) = MAY_USE
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{module} has no place in the plan"));
        for used in used(&code(&path), "crate::") {
            assert!(
                used == module || allowed.contains(&used.as_str()),
                "{} uses {used}, which {module} may not",
                path.display()
            );
            actual.push((module.clone(), used));
        }
    }
    for (module, uses) in MAY_USE {
        for used in uses {
            let pair = (module.to_owned(), (*used).to_owned());
            assert!(
                actual.contains(&pair),
                "the plan allows {module} to use {used}, and nothing does"
            );
        }
    }
}

#[test]
fn only_the_store_speaks_sql() {
    const SQL: [&str; 8] = [
        "rusqlite",
        "SELECT ",
        "INSERT INTO",
        "UPDATE ",
        "DELETE FROM",
        "CREATE TABLE",
        "PRAGMA ",
        "ON CONFLICT",
    ];
    for path in files("src", &[".rs"]) {
        let code = code(&path);
        if module(&path) != "store" {
            for sql in SQL {
                assert!(!code.contains(sql), "{} holds {sql:?}", path.display());
            }
        }
    }
    // And there it is text that never changes: no statement is put together.
    for path in files("src/store", &[".rs"]) {
        let code = code(&path);
        let code = code.split("#[cfg(test)]").next().unwrap();
        for call in [
            "prepare(&format!",
            "execute(&format!",
            "execute_batch(&format!",
            "prepare_cached(&format!",
        ] {
            assert!(
                !code.contains(call),
                "{} puts a statement together",
                path.display()
            );
        }
    }
}

#[test]
fn pure_crates_do_no_io_and_know_no_service() {
    for (name, allowed) in CRATES {
        let sources = files(&format!("crates/{name}/src"), &[".rs"]);
        assert!(!sources.is_empty());
        for path in sources {
            let code = code(&path);
            for impure in IMPURE {
                assert!(!code.contains(impure), "{} holds {impure:?}", path.display());
            }
            let ours: BTreeSet<String> = used(&code, "mononym_").into_iter().collect();
            for other in ours {
                assert!(
                    allowed.contains(&other.as_str()),
                    "{} uses mononym_{other}",
                    path.display()
                );
            }
            assert!(!code.contains("mononym::"), "{} uses the service", path.display());
        }
        let library = fs::read_to_string(root().join(format!("crates/{name}/src/lib.rs"))).unwrap();
        assert!(library.contains("#![forbid(unsafe_code)]"), "{name}");
    }
}

#[test]
fn no_file_is_too_long() {
    const LONGEST: usize = 500;
    let folders = [
        "src",
        "crates",
        "tests",
        "fuzz",
        "contracts/src",
        "contracts/test",
        "contracts/script",
    ];
    let mut lengths = Vec::new();
    for folder in folders {
        for path in files(folder, &[".rs", ".sol", ".ts", ".mjs", ".py"]) {
            let length = fs::read_to_string(&path).unwrap().lines().count();
            assert!(
                length <= LONGEST,
                "{} has {length} lines: split it",
                path.display()
            );
            lengths.push(length);
        }
    }
    lengths.sort_unstable();
    assert!(lengths.len() > 100);
    assert!(lengths[lengths.len() / 2] <= 200, "half of all files are short");
}
