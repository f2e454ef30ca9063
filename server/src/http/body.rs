//! Request bodies: counted, timed, and read to their end even when the answer does not need them.

use super::error::ApiError;
use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt as _;
use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;

/// How much of an unwanted body is read after the answer, and for how long.
const LINGER_BYTES: usize = 512 << 20;
const LINGER: Duration = Duration::from_secs(15);

/// A body that is read to its end in the background when the handler does not want it.
///
/// A client that is still sending when the connection closes often never sees the answer (401, 413): its own send fails
/// first. So the rest is read and thrown away, within bounds.
#[derive(Debug)]
pub struct Lingering(Option<Incoming>);

impl Lingering {
    /// Wraps what the connection delivers.
    #[must_use]
    pub fn new(body: Incoming) -> Self {
        Lingering(Some(body))
    }
}

impl HttpBody for Lingering {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match self.0.as_mut() {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        if self.is_end_stream() {
            return;
        }
        let Some(mut body) = self.0.take() else { return };
        // Outside a runtime there is no connection to be kind to.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        runtime.spawn(async move {
            let rest = async {
                let mut left = LINGER_BYTES;
                while let Some(Ok(frame)) = body.frame().await {
                    let size = frame.data_ref().map_or(0, Bytes::len);
                    match left.checked_sub(size) {
                        Some(less) => left = less,
                        None => break,
                    }
                }
            };
            // Running out of patience is as good an end as any: dropping the body closes the connection.
            let _ = tokio::time::timeout(LINGER, rest).await;
        });
    }
}

/// What went wrong with a body, for parsers that hide the cause of a failed stream.
#[derive(Clone, Debug, Default)]
pub struct Fault(Arc<Mutex<Option<ApiErrorKind>>>);

#[derive(Clone, Copy, Debug)]
enum ApiErrorKind {
    TooLarge(u64),
    TooSlow,
}

impl Fault {
    fn set(&self, kind: ApiErrorKind) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kind);
    }

    /// The cause, or else `otherwise`.
    #[must_use]
    pub fn or(&self, otherwise: ApiError) -> ApiError {
        match *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(ApiErrorKind::TooLarge(limit)) => ApiError::TooLarge { limit },
            Some(ApiErrorKind::TooSlow) => ApiError::TooSlow,
            None => otherwise,
        }
    }
}

/// What a body may cost.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimit {
    /// Bytes at most.
    pub bytes: u64,
    /// Longest pause; the whole may take ten times as long.
    pub idle: Duration,
}

/// How many times the longest pause a whole body may take, so that nobody holds a place with a byte now and then.
const PAUSES: u32 = 10;

/// A body that ends with an error when it grows beyond the limit or pauses too long; the [`Fault`] says which.
pub fn guarded(body: Body, limit: BodyLimit) -> (Body, Fault) {
    let fault = Fault::default();
    let start = (body.into_data_stream(), 0u64, fault.clone());
    let end = Instant::now() + limit.idle * PAUSES;
    let stream = futures_util::stream::try_unfold(start, move |(mut stream, seen, fault)| async move {
        let until = end.min(Instant::now() + limit.idle);
        let next = next_chunk(&mut stream, until, &fault).await?;
        let Some(chunk) = next else {
            return Ok::<_, axum::Error>(None);
        };
        let seen = seen.saturating_add(chunk.len() as u64);
        if seen > limit.bytes {
            fault.set(ApiErrorKind::TooLarge(limit.bytes));
            return Err(axum::Error::new("the body is too large"));
        }
        Ok(Some((chunk, (stream, seen, fault))))
    });
    (Body::from_stream(stream), fault)
}

async fn next_chunk(
    stream: &mut BodyDataStream,
    until: Instant,
    fault: &Fault,
) -> Result<Option<Bytes>, axum::Error> {
    match tokio::time::timeout_at(until, stream.next()).await {
        Ok(chunk) => chunk.transpose(),
        Err(_) => {
            fault.set(ApiErrorKind::TooSlow);
            Err(axum::Error::new("the body paused too long"))
        }
    }
}

/// The whole of a small body.
///
/// # Errors
/// It is larger than allowed, too slow, or broken off.
pub async fn collect(body: Body, limit: BodyLimit) -> Result<Bytes, ApiError> {
    let (body, fault) = guarded(body, limit);
    match body.collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(_) => Err(fault.or(ApiError::Malformed("The request body broke off."))),
    }
}
