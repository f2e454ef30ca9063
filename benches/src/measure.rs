//! Time: the median of several runs.

use std::time::{Duration, Instant};

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
        let start = Instant::now();
        // What was read is given back within the time: whoever reads pays for that too.
        drop(run(input)?);
        times.push(start.elapsed());
    }
    times.sort();
    times.get(times.len() / 2).copied()
}

/// Milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
