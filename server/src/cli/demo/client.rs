//! A client of the Bank Connect API, as small as the demo needs: two verbs, one connection for each request.

use super::answers::{ReportLink, Uploaded};
use super::samples::Sample;
use crate::cli::Failure;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// An answer takes well below a second; a server that is silent for longer is broken.
const PATIENCE: Duration = Duration::from_secs(60);
/// Occurs in no sample, as a boundary must not.
const BOUNDARY: &str = "statera-demo-7c1d0b6e52a94f38";

/// Where the server is, and the key that opens it.
#[derive(Debug)]
pub(super) struct Client {
    /// The address to connect to.
    pub(super) address: SocketAddr,
    /// The API key.
    pub(super) key: String,
}

impl Client {
    /// The address under which all resources are.
    pub(super) fn base(&self) -> String {
        format!("http://{}/bank-connect/v1", self.address)
    }

    /// Gets a resource of an entity, such as `transactions`.
    ///
    /// # Errors
    /// The server does not answer, or its answer is an error or of another shape.
    pub(super) async fn entity<T: DeserializeOwned>(&self, id: &str, resource: &str) -> Result<T, Failure> {
        let path = format!("/bank-connect/v1/entity/{id}/{resource}/");
        self.ask(Method::GET, &path, "application/json", Bytes::new()).await
    }

    /// Uploads a statement of a customer without naming its bank.
    ///
    /// # Errors
    /// The server refuses the statement, or as for [`Client::entity`].
    pub(super) async fn upload(&self, link_id: &str, sample: &Sample) -> Result<Uploaded, Failure> {
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        let path = "/bank-connect/v1/statement/bankless_upload/?identity=true";
        self.ask(Method::POST, path, &content_type, form(link_id, sample).into()).await
    }

    /// The address of the report page of an entity, which opens without a key for an hour.
    ///
    /// # Errors
    /// As for [`Client::entity`].
    pub(super) async fn report_link(&self, id: &str) -> Result<String, Failure> {
        let path = format!("/v1/entities/{id}/report_link");
        let answer: ReportLink = self.ask(Method::GET, &path, "application/json", Bytes::new()).await?;
        Ok(answer.link)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: Bytes,
    ) -> Result<T, Failure> {
        let failure = |what: String| {
            Failure::new(
                format!("{method} http://{}{path} failed: {what}", self.address),
                "the demo talks to a server in this very process; please report this",
            )
        };
        let request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::HOST, self.address.to_string())
            .header("x-api-key", &self.key)
            .header(header::CONTENT_TYPE, content_type)
            .body(Full::new(body))
            .map_err(|error| failure(error.to_string()))?;
        let answer = tokio::time::timeout(PATIENCE, self.send(request)).await;
        let (status, bytes) = answer
            .map_err(|_| failure(format!("no answer within {} seconds", PATIENCE.as_secs())))?
            .map_err(|error| failure(error.to_string()))?;
        if !status.is_success() {
            return Err(failure(format!("{status}, {}", reason(&bytes))));
        }
        serde_json::from_slice(&bytes)
            .map_err(|error| failure(format!("the answer is of another shape: {error}")))
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes), Fault> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // It ends when the sender is dropped; what goes wrong on it shows in the answer.
        let connection = tokio::spawn(connection);
        let response = sender.send_request(request).await?;
        let status = response.status();
        let bytes = response.into_body().collect().await?.to_bytes();
        drop(sender);
        connection.abort();
        Ok((status, bytes))
    }
}

type Fault = Box<dyn std::error::Error + Send + Sync>;

/// What an error answer says, in the words of the contract: a refusal has a message, other errors have a detail.
fn reason(body: &[u8]) -> String {
    let said: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = ["message", "detail"].into_iter().find_map(|field| said.get(field).and_then(Value::as_str));
    text.map_or_else(|| String::from_utf8_lossy(body).into_owned(), str::to_owned)
}

/// The body of an upload.
fn form(link_id: &str, sample: &Sample) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"link_id\"\r\n\r\n{link_id}\r\n\
         --{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
         content-type: application/pdf\r\n\r\n",
        sample.name
    );
    let tail = format!("\r\n--{BOUNDARY}--\r\n");
    [head.as_bytes(), sample.pdf, tail.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::{BOUNDARY, reason};
    use crate::cli::demo::samples::CUSTOMERS;

    #[test]
    fn the_boundary_occurs_in_no_sample() {
        for sample in CUSTOMERS.iter().flat_map(|customer| customer.samples) {
            assert!(!sample.pdf.windows(BOUNDARY.len()).any(|window| window == BOUNDARY.as_bytes()));
        }
    }

    #[test]
    fn errors_are_told_in_the_words_of_the_contract() {
        assert_eq!(reason(br#"{"detail": "Not found."}"#), "Not found.");
        assert_eq!(
            reason(br#"{"entity_id": "e", "message": "PDF is not parsable", "status": 6}"#),
            "PDF is not parsable"
        );
        assert_eq!(reason(b"gone"), "gone");
    }
}
