//! The queue is a table, so that work is enqueued in the same transaction as the data that it is about.
//!
//! A claim gives a worker the job for the length of a lease, together with a fence: a number that grows with each claim.
//! Whoever ends the job must show the newest fence. A worker that was thought dead and comes back finds its fence stale and
//! its result unwanted, so each job has one result however often it was started.

use crate::clock;
use crate::metrics::QueueCounts;
use crate::store::{Dialect, Store, StoreError, StoreResult, Tenant, Tx, new_id};
use sqlx::{AssertSqlSafe, Row as _};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// Read all rows of a statement.
    ReadStatement,
    /// Analyse all statements of an entity together.
    AnalyzeEntity,
    /// Tell a tenant's webhook of a statement.
    DeliverWebhook,
}

/// Which jobs a worker takes. Calls to others wait for others, and must not keep those from work that does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Documents and analyses.
    Work,
    /// Webhooks, of one tenant no more than this many side by side.
    Webhooks(i64),
}

impl JobKind {
    const ALL: [JobKind; 3] = [JobKind::ReadStatement, JobKind::AnalyzeEntity, JobKind::DeliverWebhook];

    /// The word in the database and in figures.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            JobKind::ReadStatement => "read_statement",
            JobKind::AnalyzeEntity => "analyze_entity",
            JobKind::DeliverWebhook => "deliver_webhook",
        }
    }

    /// The kind of a word.
    ///
    /// # Errors
    /// There is no such kind.
    pub fn parse(word: &str) -> StoreResult<JobKind> {
        let known = JobKind::ALL.into_iter().find(|kind| kind.word() == word);
        known.ok_or_else(|| StoreError::new("a job is of an unknown kind"))
    }
}

/// A job that this worker holds.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Identifier.
    pub id: String,
    /// What is to be done.
    pub kind: JobKind,
    /// Whose data it is about.
    pub tenant: Tenant,
    /// The statement or the entity that it is about.
    pub subject_id: String,
    /// The proof that the claim is the newest.
    pub fence: i64,
    /// Failures so far.
    pub attempts: i64,
    /// Claims so far, this one included: more than failures when the job's workers vanish.
    pub claims: i64,
    /// How long it was ready before it was claimed, in milliseconds.
    pub waited_ms: i64,
}

/// How a job ends for good.
#[derive(Clone, Copy, Debug)]
pub enum Ending<'a> {
    /// It did what it should, or found that the document cannot be read.
    Done,
    /// It failed too often; the code says how.
    Dead(&'a str),
}

/// Puts a job into the queue. A job that is already there stays as it is.
pub(crate) async fn enqueue(
    tx: &mut Tx,
    kind: JobKind,
    tenant: &Tenant,
    subject_id: &str,
) -> StoreResult<()> {
    let now = clock::now_ms();
    sqlx::query(
        "INSERT INTO job (id, kind, tenant_id, subject_id, state, run_after, lease_until, fence, attempts, \
         created_at, updated_at) VALUES ($1, $2, $3, $4, 'queued', $5, 0, 0, 0, $6, $7) \
         ON CONFLICT (kind, subject_id) DO NOTHING",
    )
    .bind(new_id())
    .bind(kind.word())
    .bind(tenant.id())
    .bind(subject_id)
    .bind(now)
    .bind(now)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts an ended job back as if it were new. A claim of its earlier life can no longer write: the fence moves.
pub(crate) async fn requeue(tx: &mut Tx, kind: JobKind, subject_id: &str) -> StoreResult<()> {
    requeue_at(tx, kind, subject_id, clock::now_ms()).await.map(drop)
}

/// The same for a later time, after which it stands behind what was ready before; answers whether it had ended.
pub(crate) async fn requeue_at(
    tx: &mut Tx,
    kind: JobKind,
    subject_id: &str,
    run_after: i64,
) -> StoreResult<bool> {
    let requeued = sqlx::query(
        "UPDATE job SET state = 'queued', attempts = 0, claims = 0, fence = fence + 1, run_after = $1, updated_at = $2 \
         WHERE kind = $3 AND subject_id = $4 AND state IN ('done', 'dead')",
    )
    .bind(run_after)
    .bind(clock::now_ms())
    .bind(kind.word())
    .bind(subject_id)
    .execute(&mut **tx)
    .await?;
    Ok(requeued.rows_affected() == 1)
}

/// Ends a job if the claim is still the newest; answers whether it was.
pub(crate) async fn finish(tx: &mut Tx, job: &Claimed, ending: Ending<'_>) -> StoreResult<bool> {
    let (state, error) = match ending {
        Ending::Done => ("done", None),
        Ending::Dead(error) => ("dead", Some(error)),
    };
    let done = sqlx::query(
        "UPDATE job SET state = $1, last_error = COALESCE($2, last_error), updated_at = $3 \
         WHERE id = $4 AND fence = $5 AND state = 'running'",
    )
    .bind(state)
    .bind(error)
    .bind(clock::now_ms())
    .bind(&job.id)
    .bind(job.fence)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

impl Store {
    /// Takes the oldest job that is ready or, when there is none, one whose holder let its lease run out.
    ///
    /// # Errors
    /// The database fails.
    pub async fn claim_job(
        &self,
        lane: Lane,
        owner: &str,
        now: i64,
        lease_ms: i64,
    ) -> StoreResult<Option<Claimed>> {
        // Each of the two is one step in an index; together they would be a walk over the whole queue.
        for ready in ["state = 'queued' AND run_after <= $4", "state = 'running' AND lease_until < $4"] {
            if let Some(job) = self.claim_where(ready, lane, owner, now, lease_ms).await? {
                return Ok(Some(job));
            }
        }
        Ok(None)
    }

    async fn claim_where(
        &self,
        ready: &'static str,
        lane: Lane,
        owner: &str,
        now: i64,
        lease_ms: i64,
    ) -> StoreResult<Option<Claimed>> {
        let skip_locked = match self.dialect() {
            Dialect::Sqlite => "",
            Dialect::Postgres => "FOR UPDATE SKIP LOCKED",
        };
        let (of_lane, most) = match lane {
            Lane::Work => ("kind <> 'deliver_webhook' AND 0 < $5", 1),
            Lane::Webhooks(most) => (
                "kind = 'deliver_webhook' AND (SELECT COUNT(*) FROM job b WHERE b.kind = 'deliver_webhook' \
                 AND b.state = 'running' AND b.lease_until >= $4 AND b.tenant_id = job.tenant_id) < $5",
                most,
            ),
        };
        let sql = format!(
            "UPDATE job SET state = 'running', owner = $1, lease_until = $2, fence = fence + 1, \
             claims = claims + 1, updated_at = $3 \
             WHERE id = (SELECT id FROM job WHERE {ready} AND {of_lane} ORDER BY run_after LIMIT 1 {skip_locked}) \
             RETURNING id, kind, tenant_id, subject_id, fence, attempts, claims, run_after"
        );
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(owner)
            .bind(now.saturating_add(lease_ms))
            .bind(now)
            .bind(now)
            .bind(most)
            .fetch_optional(self.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Claimed {
            id: row.try_get(0)?,
            kind: JobKind::parse(&row.try_get::<String, _>(1)?)?,
            tenant: Tenant::new(row.try_get::<String, _>(2)?),
            subject_id: row.try_get(3)?,
            fence: row.try_get(4)?,
            attempts: row.try_get(5)?,
            claims: row.try_get(6)?,
            waited_ms: now.saturating_sub(row.try_get(7)?).max(0),
        }))
    }

    /// Makes the lease longer; answers false when the job is no longer this worker's.
    ///
    /// # Errors
    /// The database fails.
    pub async fn extend_job(&self, job: &Claimed, until: i64) -> StoreResult<bool> {
        let sql = "UPDATE job SET lease_until = $1 WHERE id = $2 AND fence = $3 AND state = 'running'";
        let done = sqlx::query(sql).bind(until).bind(&job.id).bind(job.fence).execute(self.pool()).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Counts a failure and puts the job back for `run_after`; answers false when the job is no longer this worker's.
    ///
    /// # Errors
    /// The database fails.
    pub async fn retry_job(&self, job: &Claimed, run_after: i64, error: &str) -> StoreResult<bool> {
        let done = sqlx::query(
            "UPDATE job SET state = 'queued', attempts = attempts + 1, run_after = $1, last_error = $2, \
             updated_at = $3 WHERE id = $4 AND fence = $5 AND state = 'running'",
        )
        .bind(run_after)
        .bind(error)
        .bind(clock::now_ms())
        .bind(&job.id)
        .bind(job.fence)
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Puts jobs back whose lease has run out, so that they are claimed in their turn; answers how many.
    ///
    /// # Errors
    /// The database fails.
    pub async fn release_expired_jobs(&self, now: i64) -> StoreResult<u64> {
        let sql = "UPDATE job SET state = 'queued', fence = fence + 1, updated_at = $1 \
                   WHERE state = 'running' AND lease_until < $2";
        Ok(sqlx::query(sql).bind(now).bind(now).execute(self.pool()).await?.rows_affected())
    }

    /// How full the queue is.
    ///
    /// # Errors
    /// The database fails.
    pub async fn queue_counts(&self, now: i64) -> StoreResult<QueueCounts> {
        // Jobs that are done are history, not queue, and by far the most: they are not walked over.
        let sql = "SELECT kind, state, COUNT(*) FROM job WHERE state IN ('queued', 'running', 'dead') \
                   GROUP BY kind, state";
        let rows = sqlx::query(sql).fetch_all(self.pool()).await?;
        let jobs = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)));
        let jobs = jobs.collect::<StoreResult<_>>()?;
        let sql = "SELECT run_after FROM job WHERE state = 'queued' ORDER BY run_after LIMIT 1";
        let oldest: Option<i64> = match sqlx::query(sql).fetch_optional(self.pool()).await? {
            Some(row) => Some(row.try_get(0)?),
            None => None,
        };
        let oldest_ready_seconds = oldest.map_or(0, |since| (now.saturating_sub(since) / 1_000).max(0));
        Ok(QueueCounts { jobs, oldest_ready_seconds })
    }

    /// Frees the jobs that this process no longer works on, or that an earlier life of it held, so that no lease need run out.
    ///
    /// # Errors
    /// The database fails.
    pub async fn recover_jobs(&self, owner: &str) -> StoreResult<u64> {
        let sql = "UPDATE job SET lease_until = 0 WHERE state = 'running' AND owner = $1";
        Ok(sqlx::query(sql).bind(owner).execute(self.pool()).await?.rows_affected())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::store;

    async fn enqueued(store: &Store, statement: &str) {
        let mut tx = store.begin().await.unwrap();
        enqueue(&mut tx, JobKind::ReadStatement, &Tenant::new("t"), statement).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn finished(store: &Store, job: &Claimed) -> bool {
        let mut tx = store.begin().await.unwrap();
        let done = finish(&mut tx, job, Ending::Done).await.unwrap();
        tx.commit().await.unwrap();
        done
    }

    #[tokio::test]
    async fn a_job_is_enqueued_once_and_claimed_by_one_worker() {
        let (_folder, store) = store().await;
        enqueued(&store, "s1").await;
        enqueued(&store, "s1").await;
        let now = clock::now_ms();
        let job = store.claim_job(Lane::Work, "w1", now, 1_000).await.unwrap().unwrap();
        assert_eq!((job.subject_id.as_str(), job.fence, job.attempts), ("s1", 1, 0));
        assert!(store.claim_job(Lane::Work, "w2", now, 1_000).await.unwrap().is_none());
        assert!(finished(&store, &job).await);
        assert!(!finished(&store, &job).await, "a second end changes nothing");
        assert!(store.claim_job(Lane::Work, "w2", now + 10_000, 1_000).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn an_expired_lease_is_claimed_again_and_the_stale_fence_is_refused() {
        let (_folder, store) = store().await;
        enqueued(&store, "s1").await;
        let now = clock::now_ms();
        let first = store.claim_job(Lane::Work, "w1", now, 1_000).await.unwrap().unwrap();
        let second = store.claim_job(Lane::Work, "w2", now + 1_001, 1_000).await.unwrap().unwrap();
        assert_eq!((first.id.as_str(), first.fence + 1), (second.id.as_str(), second.fence));
        assert!(!store.extend_job(&first, now + 9_000).await.unwrap());
        assert!(!store.retry_job(&first, now, "late").await.unwrap());
        assert!(!finished(&store, &first).await);
        assert!(store.extend_job(&second, now + 9_000).await.unwrap());
        assert!(
            store.claim_job(Lane::Work, "w3", now + 5_000, 1_000).await.unwrap().is_none(),
            "the lease was extended"
        );
        assert!(finished(&store, &second).await);
    }

    #[tokio::test]
    async fn a_failed_job_waits_and_counts_its_attempts() {
        let (_folder, store) = store().await;
        enqueued(&store, "s1").await;
        let now = clock::now_ms();
        let job = store.claim_job(Lane::Work, "w", now, 1_000).await.unwrap().unwrap();
        assert!(store.retry_job(&job, now + 500, "crashed").await.unwrap());
        assert!(store.claim_job(Lane::Work, "w", now + 499, 1_000).await.unwrap().is_none());
        let again = store.claim_job(Lane::Work, "w", now + 500, 1_000).await.unwrap().unwrap();
        assert_eq!((again.attempts, again.fence), (1, 2));
    }

    #[tokio::test]
    async fn jobs_of_vanished_workers_are_put_back_and_their_claims_are_counted() {
        let (_folder, store) = store().await;
        enqueued(&store, "s1").await;
        let now = clock::now_ms();
        let lost = store.claim_job(Lane::Work, "w1", now, 1_000).await.unwrap().unwrap();
        assert_eq!(store.release_expired_jobs(now + 999).await.unwrap(), 0, "it may still be at work");
        assert_eq!(store.release_expired_jobs(now + 1_001).await.unwrap(), 1);
        assert!(!store.extend_job(&lost, now + 9_000).await.unwrap(), "its fence is stale");
        let counts = store.queue_counts(now + 5_000).await.unwrap();
        assert_eq!(counts.jobs, [("read_statement".to_owned(), "queued".to_owned(), 1)]);
        let again = store.claim_job(Lane::Work, "w2", now + 1_001, 1_000).await.unwrap().unwrap();
        assert_eq!((again.claims, again.attempts), (2, 0));
        assert!(finished(&store, &again).await);
        let mut tx = store.begin().await.unwrap();
        requeue(&mut tx, JobKind::ReadStatement, "s1").await.unwrap();
        tx.commit().await.unwrap();
        let anew = store.claim_job(Lane::Work, "w2", clock::now_ms() + 1, 1_000).await.unwrap().unwrap();
        assert_eq!(anew.claims, 1, "a new life starts anew");
    }

    #[tokio::test]
    async fn after_a_restart_our_own_jobs_are_free_at_once_and_others_are_not() {
        let (_folder, store) = store().await;
        enqueued(&store, "s1").await;
        let now = clock::now_ms();
        store.claim_job(Lane::Work, "us", now, 3_600_000).await.unwrap().unwrap();
        assert_eq!(store.recover_jobs("them").await.unwrap(), 0);
        assert!(store.claim_job(Lane::Work, "us", now, 1_000).await.unwrap().is_none());
        assert_eq!(store.recover_jobs("us").await.unwrap(), 1);
        assert!(store.claim_job(Lane::Work, "us", now, 1_000).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn many_workers_take_each_job_exactly_once() {
        let (_folder, store) = store().await;
        for at in 0..40 {
            enqueued(&store, &format!("s{at}")).await;
        }
        let workers = (0..4).map(|worker| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut seen = Vec::new();
                let now = clock::now_ms() + 1;
                while let Some(job) =
                    store.claim_job(Lane::Work, &format!("w{worker}"), now, 60_000).await.unwrap()
                {
                    assert!(finished(&store, &job).await);
                    seen.push(job.subject_id);
                }
                seen
            })
        });
        let mut all = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            all.extend(worker.await.unwrap());
        }
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 40);
    }
}
