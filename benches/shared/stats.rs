//! Medians and CPU times.

use std::{fs, time::Duration};

use crate::Result;

/// USER_HZ of Linux on every architecture that we serve on: proc(5) counts CPU time in hundredths.
const TICK: Duration = Duration::from_millis(10);

/// CPU time of a process and its threads, user and system.
pub(crate) fn cpu_time(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field, in parentheses, may hold blanks; utime and stime are fields 14 and 15.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u32>);
    let ticks: u32 = ticks.sum::<std::result::Result<_, _>>()?;
    Ok(TICK * ticks)
}

/// A field of /proc/PID/status, in bytes.
pub(crate) fn kibibytes(status: &str, field: &str) -> Result<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
    let number = number.ok_or_else(|| format!("the status of a process has no {field}"))?;
    Ok(number.parse::<f64>()? * 1024.0)
}

/// Share of the machine's time in which it had nothing to do, over one second.
pub(crate) fn idle_share() -> Result<f64> {
    let before = machine_time()?;
    std::thread::sleep(Duration::from_secs(1));
    let after = machine_time()?;
    let (idle, total) = (after.0 - before.0, after.1 - before.1);
    Ok(if total > 0.0 { idle / total } else { 0.0 })
}

/// Idle and total time of all cores, in ticks.
fn machine_time() -> Result<(f64, f64)> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().unwrap_or_default();
    let fields: Vec<f64> = line
        .split_whitespace()
        .skip(1)
        .map(str::parse)
        .collect::<std::result::Result<_, _>>()?;
    let idle = fields.get(3).copied().ok_or("/proc/stat has no idle time")?;
    Ok((idle, fields.iter().sum()))
}

/// The middle value; the mean of the two middle ones of an even number.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    if values.len() % 2 == 1 {
        at(middle)
    } else {
        f64::midpoint(at(middle.wrapping_sub(1)), at(middle))
    }
}
