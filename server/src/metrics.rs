//! What a process counts and measures, for Prometheus. Labels are words of ours: nothing of a customer is ever among them.

use crate::store::StoreResult;
use prometheus::core::Collector;
use prometheus::{
    Encoder as _, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, TextEncoder,
};
use std::time::Duration;

/// Upper bounds of the buckets of durations, in seconds.
const SECONDS: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0];

/// The counters of one process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    slow: Duration,
    requests: HistogramVec,
    /// Connections that are open.
    pub connections: IntGauge,
    /// Requests in hand.
    pub in_flight: IntGauge,
    /// Requests answered with 429 because too many were in hand.
    pub turned_away: IntCounter,
    stages: HistogramVec,
    jobs: IntCounterVec,
    verdicts: IntCounterVec,
    refusals: IntCounterVec,
    queue: IntGaugeVec,
    queue_age: IntGauge,
    /// Rows that were read.
    pub rows: IntCounter,
    /// Children of the sandbox that were started.
    pub children: IntCounter,
    /// Children that ended without an answer.
    child_failures: IntCounterVec,
}

/// A step on the way of a document; the label `stage`.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// The quick look in the sandbox that answers an upload.
    Inspect,
    /// Writing the document to where it is kept.
    Keep,
    /// Waiting in the queue, from ready to claimed.
    Wait,
    /// Reading all rows in the sandbox.
    Read,
    /// Storing a report.
    Store,
    /// Analysing an entity.
    Analyze,
}

impl Stage {
    fn word(self) -> &'static str {
        match self {
            Stage::Inspect => "inspect",
            Stage::Keep => "keep",
            Stage::Wait => "wait",
            Stage::Read => "read",
            Stage::Store => "store",
            Stage::Analyze => "analyze",
        }
    }
}

impl Metrics {
    /// Counters at zero; steps that take longer than `slow` are said in the log.
    ///
    /// # Errors
    /// Two of them have one name, which a test would see.
    pub fn new(slow: Duration) -> Result<Metrics, prometheus::Error> {
        let registry = Registry::new();
        let all = Made(&registry);
        Ok(Metrics {
            requests: all.histograms(
                "http_request_duration_seconds",
                "Requests answered.",
                &["route", "method", "status"],
            )?,
            connections: all.gauge("http_connections", "Connections that are open.")?,
            in_flight: all.gauge("http_requests_in_flight", "Requests in hand.")?,
            turned_away: all.counter("http_turned_away_total", "Requests answered with 429.")?,
            stages: all.histograms(
                "stage_duration_seconds",
                "Steps on the way of a document.",
                &["stage"],
            )?,
            jobs: all.counters("jobs_total", "Attempts at jobs and how they ended.", &["kind", "outcome"])?,
            verdicts: all.counters("verdicts_total", "Statements read, by verdict.", &["verdict"])?,
            refusals: all.counters("refusals_total", "Documents refused, by reason.", &["reason"])?,
            queue: all.kept(IntGaugeVec::new(
                Opts::new(name("queue_jobs"), "Jobs in the database; all processes on it show the same."),
                &["kind", "state"],
            )?)?,
            queue_age: all
                .gauge("queue_oldest_ready_seconds", "Age of the oldest job that is ready and waits.")?,
            rows: all.counter("rows_total", "Rows read.")?,
            children: all.counter("sandbox_children_total", "Child processes started.")?,
            child_failures: all.counters(
                "sandbox_failures_total",
                "Documents that ended their child.",
                &["how"],
            )?,
            registry,
            slow,
        })
    }

    /// Counts an answered request; `route` is the pattern, never the path.
    pub fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        self.requests.with_label_values(&[route, method, &status.to_string()]).observe(took.as_secs_f64());
    }

    /// Counts a step. One that takes longer than it should is also said in the log.
    pub fn took(&self, stage: Stage, took: Duration) {
        self.stages.with_label_values(&[stage.word()]).observe(took.as_secs_f64());
        // Waiting is no work of anybody; a full queue is seen in its own figures.
        if took > self.slow && !matches!(stage, Stage::Wait) {
            tracing::warn!(stage = stage.word(), ms = took.as_millis(), "slow stage");
        }
    }

    /// Counts an attempt at a job.
    pub fn attempted(&self, kind: &str, outcome: &str) {
        self.jobs.with_label_values(&[kind, outcome]).inc();
    }

    /// Counts a statement that was read.
    pub fn proved(&self, verdict: &str) {
        self.verdicts.with_label_values(&[verdict]).inc();
    }

    /// Counts a document that ended its child.
    pub fn child_failed(&self, how: &str) {
        self.child_failures.with_label_values(&[how]).inc();
    }

    /// Counts a document that was refused.
    pub fn refused(&self, reason: &str) {
        self.refusals.with_label_values(&[reason]).inc();
    }

    /// The text that Prometheus reads, with the queue as it is now.
    ///
    /// # Errors
    /// The queue cannot be counted, or a label is no text.
    pub fn text(&self, queue: &QueueCounts) -> StoreResult<Vec<u8>> {
        self.queue.reset();
        for (kind, state, count) in &queue.jobs {
            self.queue.with_label_values(&[kind.as_str(), state.as_str()]).set(*count);
        }
        self.queue_age.set(queue.oldest_ready_seconds);
        let mut text = Vec::new();
        let encoded = TextEncoder::new().encode(&self.registry.gather(), &mut text);
        encoded.map_err(|error| crate::store::StoreError::new(format!("metrics: {error}")))?;
        Ok(text)
    }
}

/// How full the queue is.
#[derive(Clone, Debug, Default)]
pub struct QueueCounts {
    /// Kind, state and number.
    pub jobs: Vec<(String, String, i64)>,
    /// Age of the oldest job that is ready and waits, in seconds.
    pub oldest_ready_seconds: i64,
}

fn name(name: &str) -> String {
    format!("statera_{name}")
}

/// Makes collectors and registers them.
struct Made<'a>(&'a Registry);

impl Made<'_> {
    fn kept<C: Collector + Clone + 'static>(&self, collector: C) -> Result<C, prometheus::Error> {
        self.0.register(Box::new(collector.clone()))?;
        Ok(collector)
    }

    fn gauge(&self, named: &str, help: &str) -> Result<IntGauge, prometheus::Error> {
        self.kept(IntGauge::new(name(named), help)?)
    }

    fn counter(&self, named: &str, help: &str) -> Result<IntCounter, prometheus::Error> {
        self.kept(IntCounter::new(name(named), help)?)
    }

    fn counters(&self, named: &str, help: &str, labels: &[&str]) -> Result<IntCounterVec, prometheus::Error> {
        self.kept(IntCounterVec::new(Opts::new(name(named), help), labels)?)
    }

    fn histograms(
        &self,
        named: &str,
        help: &str,
        labels: &[&str],
    ) -> Result<HistogramVec, prometheus::Error> {
        let options = HistogramOpts::new(name(named), help).buckets(SECONDS.to_vec());
        self.kept(HistogramVec::new(options, labels)?)
    }
}
