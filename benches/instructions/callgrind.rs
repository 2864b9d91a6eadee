//! Running a case below callgrind, and reading what it counted.

use std::{
    collections::HashMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    Result,
    baseline::Costs,
    cases::{COUNTED, Case},
};

/// What callgrind counts within: [`crate::cases::counted_lookup`].
const TOGGLE: &str = "--toggle-collect=*counted_lookup*";

/// Every way to memory: those of the service's allocator, and the C library's, which SQLite uses.
const ALLOCATING: [&str; 9] = [
    "mi_malloc_aligned",
    "mi_zalloc_aligned",
    "mi_realloc_aligned",
    "mi_malloc",
    "mi_zalloc",
    "mi_realloc",
    "malloc",
    "calloc",
    "realloc",
];

/// Whether valgrind is there.
pub(crate) fn check() -> Result<()> {
    let version = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    match version {
        Ok(status) if status.success() => Ok(()),
        _ => Err("valgrind is missing: apt-get install valgrind".into()),
    }
}

pub(crate) fn measure(case: Case, directory: &Path, profiles: &Path) -> Result<Costs> {
    let file = profiles.join(format!("callgrind.{}.out", case.name()));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", TOGGLE])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(std::env::current_exe()?)
        .args(["--bench", "--run", case.name()])
        .arg(directory)
        .output()?;
    if !output.status.success() {
        let what = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{} failed: {what}", case.name()).into());
    }
    let profile = fs::read_to_string(file)?;
    Ok(Costs {
        instructions: instructions(&profile)? / COUNTED as u64,
        allocations_x10: allocations(&profile) * 10 / COUNTED as u64,
    })
}

fn instructions(profile: &str) -> Result<u64> {
    let totals = profile.lines().find_map(|line| line.strip_prefix("totals: "));
    Ok(totals.ok_or("callgrind counted nothing")?.trim().parse()?)
}

/// Calls of what allocates. `cfn=(7) name` names a function that is called, later `cfn=(7)` alone,
/// and the next line says how often.
fn allocations(profile: &str) -> u64 {
    let mut names: HashMap<&str, &str> = HashMap::new();
    let mut callee = "";
    let mut calls = 0;
    let mut caller = "";
    for line in profile.lines() {
        if let Some((is_callee, function)) = line
            .strip_prefix("cfn=")
            .map(|function| (true, function))
            .or_else(|| line.strip_prefix("fn=").map(|function| (false, function)))
        {
            let (id, name) = function.split_once(' ').unwrap_or((function, ""));
            let name = if name.is_empty() {
                names.get(id).copied().unwrap_or_default()
            } else {
                names.insert(id, name);
                name
            };
            *(if is_callee { &mut callee } else { &mut caller }) = name;
        } else if let Some(count) = line.strip_prefix("calls=")
            && ALLOCATING.contains(&callee)
            // One that passes it on to another is counted once.
            && !ALLOCATING.contains(&caller)
        {
            let count = count.split(' ').next().unwrap_or_default();
            calls += count.parse::<u64>().unwrap_or_default();
        }
    }
    calls
}
