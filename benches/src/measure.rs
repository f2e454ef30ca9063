//! Time: what a run costs the processor, so that whatever else the machine does blurs the figures little.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// The median of `runs` runs after a warm-up; nothing when a run fails.
pub(crate) fn median<T>(runs: usize, mut run: impl FnMut() -> Option<T>) -> Option<Duration> {
    median_after(runs, || (), |()| run())
}

/// As [`median`], with something that is made anew for each run outside of the time.
pub(crate) fn median_after<I, T>(
    runs: usize,
    mut prepare: impl FnMut() -> I,
    mut run: impl FnMut(I) -> Option<T>,
) -> Option<Duration> {
    run(prepare())?;
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs.max(1) {
        let input = prepare();
        let start = of_this_thread();
        // What was read is given back within the time: whoever reads pays for that too.
        drop(run(input)?);
        times.push(of_this_thread().saturating_sub(start));
    }
    times.sort();
    times.get(times.len() / 2).copied()
}

/// The mean of `runs` runs that start a process each, start-up included; nothing when a run fails.
///
/// The system counts the time of processes in hundredths of a second, so only all runs together say something.
pub(crate) fn mean_of_processes(runs: usize, mut run: impl FnMut() -> Option<()>) -> Option<Duration> {
    run()?;
    let start = of_processes()?;
    for _ in 0..runs.max(1) {
        run()?;
    }
    Some(of_processes()?.saturating_sub(start) / u32::try_from(runs.max(1)).ok()?)
}

/// Processor time that this thread has used.
pub(crate) fn of_this_thread() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let (seconds, nanoseconds) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(seconds.unwrap_or_default(), nanoseconds.unwrap_or_default())
}

/// Processor time of all processes that were started and have ended; nothing where the system does not say.
fn of_processes() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program comes second, in brackets, and may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let field = |index: usize| fields.split_whitespace().nth(index)?.parse::<u64>().ok();
    let ticks = field(13)?.checked_add(field(14)?)?;
    Some(Duration::from_millis(ticks.checked_mul(1000)? / rustix::param::clock_ticks_per_second()))
}

/// The most memory that this process has held, in MiB; nothing where the system does not say.
pub(crate) fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes / 1024.0)
}

/// Milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
