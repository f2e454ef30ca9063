//! The form of an upload: a document that is staged while it arrives, and a few short fields around it.

use crate::crypto::{self, Key};
use crate::http::asked::uuid4;
use crate::http::base64_stream::{Decoder, NotBase64};
use crate::http::body::{self, BodyLimit, Fault};
use crate::http::error::ApiError;
use crate::http::fields::{Fields, Format, format_of};
use crate::http::openapi::{text_schema, truth_schema, uuid4_or_empty_schema};
use crate::objects::{Complete, Staged};
use crate::service::App;
use crate::store::new_id;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest as _, Request};
use axum::http::header;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// Parts of a multipart body that are read at most, and bytes of a part that is not the document.
const PARTS: usize = 64;
const TEXT_BYTES: usize = 64 * 1024;

/// The fields of an upload, beside its document.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)] // Read by the document of the API, like the two below; the form is read piece by piece.
struct UploadCommonFields {
    /// The identifier of the bank; needed on the paths without `bankless`.
    #[schema(schema_with = text_schema, required = false)]
    bank_name: Option<String>,
    /// The entity that it goes to; wins over `link_id`.
    #[schema(schema_with = uuid4_or_empty_schema, required = false)]
    entity_id: Option<String>,
    /// The entity of this link, made when there is none.
    #[schema(schema_with = text_schema, required = false)]
    link_id: Option<String>,
    /// Opens an encrypted PDF.
    #[schema(schema_with = text_schema, required = false)]
    pdf_password: Option<String>,
    /// Where the document is fetched from when there is no `file`; a public address.
    #[schema(max_length = 2000)]
    file_url: Option<String>,
    /// Takes a statement of a bank that nothing names, too.
    #[schema(schema_with = truth_schema, required = false)]
    allow_unknown_bank: Option<bool>,
}

/// The fields of an upload whose document is a part of a multipart form.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub(super) struct UploadFileFields {
    /// The PDF.
    #[schema(format = Binary)]
    file: Option<String>,
    #[serde(flatten)]
    fields: UploadCommonFields,
}

/// The fields of an upload whose document is text.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub(super) struct UploadTextFields {
    /// The PDF in Base64; needed on the paths with `base64` unless there is a `file_url`.
    file: Option<String>,
    #[serde(flatten)]
    fields: UploadCommonFields,
}

/// A document that arrived whole and is not yet kept.
pub(super) struct StagedFile {
    /// The statement it becomes if it is accepted; also the key of its object.
    pub(super) statement_id: String,
    /// The key it is encrypted under.
    pub(super) secret: Key,
    /// The staged object.
    pub(super) complete: Complete,
}

/// How the document is written into the field `file`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// A file part of a multipart form.
    Binary,
    /// Base64 text in any kind of form.
    Base64,
}

/// What an upload says.
pub(super) struct UploadForm {
    pub(super) file: Option<StagedFile>,
    pub(super) file_url: Option<String>,
    pub(super) bank_name: Option<String>,
    pub(super) entity_id: Option<String>,
    pub(super) link_id: Option<String>,
    pub(super) pdf_password: Option<String>,
    /// Takes a statement of a bank that nothing names; its rows are worth what its balances prove.
    pub(super) allow_unknown_bank: bool,
}

impl UploadForm {
    /// Reads the form and stages the document.
    ///
    /// # Errors
    /// The body is too large, too slow, malformed or of another type; a field is malformed.
    pub(super) async fn read(
        app: &App,
        request: Request,
        encoding: Encoding,
    ) -> Result<UploadForm, ApiError> {
        let idle = Duration::from_secs(app.config.http.body_idle_seconds.max(1));
        let limit = BodyLimit { bytes: encoding.body_bytes(app.config.http.upload_bytes), idle };
        // A client that announces too much is told at once, before it has sent it.
        if announced(&request).is_some_and(|length| length > limit.bytes) {
            return Err(ApiError::TooLarge { limit: limit.bytes });
        }
        let format = format_of(&request);
        let (mut fields, file) = match (format, encoding) {
            (Some(Format::Multipart), _) => multipart(app, request, limit, encoding).await?,
            (Some(_), Encoding::Base64) => {
                let mut fields = Fields::read(request, limit).await?;
                let file = match fields.take_text("file")? {
                    Some(text) => Some(stage_text(app, &text, format == Some(Format::Form)).await?),
                    None => None,
                };
                (fields, file)
            }
            (Some(_), Encoding::Binary) => {
                let limit = BodyLimit { bytes: app.config.http.form_bytes, idle };
                (Fields::read(request, limit).await?, None)
            }
            (None, _) => return Err(wrong_content_type()),
        };
        if file.is_none() && fields.value("file").is_some() {
            return Err(ApiError::field("file", "The submitted data was not a file."));
        }
        let file_url = fields.take_text("file_url")?;
        Ok(UploadForm {
            file,
            file_url,
            // One public client of this contract sends the bank as `bank`.
            bank_name: fields.text("bank_name")?.or(fields.text("bank")?),
            entity_id: fields.text("entity_id")?.map(|id| uuid4("entity_id", &id)).transpose()?,
            link_id: fields.text("link_id")?,
            pdf_password: fields.text("pdf_password")?,
            allow_unknown_bank: fields.truth("allow_unknown_bank")?,
        })
    }
}

fn wrong_content_type() -> ApiError {
    let message = "This field must be present as a form field. Send request with content type \
                   x-www-form-urlencoded or form-data";
    ApiError::field("file", message)
}

fn announced(request: &Request) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn malformed() -> ApiError {
    ApiError::Malformed("The multipart body is malformed.")
}

async fn multipart(
    app: &App,
    request: Request,
    limit: BodyLimit,
    encoding: Encoding,
) -> Result<(Fields, Option<StagedFile>), ApiError> {
    let (parts, body) = request.into_parts();
    let (body, fault) = body::guarded(body, limit);
    let request = Request::from_parts(parts, body);
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| wrong_content_type())?;
    let mut fields = Fields::default();
    let mut file = None;
    for _ in 0..PARTS {
        let Some(field) = multipart.next_field().await.map_err(|_| fault.or(malformed()))? else {
            return Ok((fields, file));
        };
        match field.name() {
            Some("file") if file.is_some() => {
                return Err(ApiError::field("file", "Only one file can be sent."));
            }
            Some("file") => file = Some(stage(app, field, &fault, encoding).await?),
            name => {
                let name = name.unwrap_or_default().to_owned();
                let value = text(field, &fault).await?;
                fields.set(name, value);
            }
        }
    }
    Err(ApiError::Malformed("The multipart body has too many parts."))
}

async fn stage(
    app: &App,
    mut field: Field<'_>,
    fault: &Fault,
    encoding: Encoding,
) -> Result<StagedFile, ApiError> {
    let mut staging = Staging::begin(app).await?;
    let mut decoder = Decoder::default();
    while let Some(chunk) = field.chunk().await.map_err(|_| fault.or(malformed()))? {
        match encoding {
            Encoding::Binary => staging.write(&chunk).await?,
            Encoding::Base64 => staging.write(&decoder.push(&chunk)?).await?,
        }
    }
    staging.write(&decoder.finish()?).await?;
    staging.complete(app).await
}

/// Stages a document that came as Base64 text.
async fn stage_text(app: &App, text: &str, from_form: bool) -> Result<StagedFile, ApiError> {
    const PIECE: usize = 64 * 1024;
    let mut staging = Staging::begin(app).await?;
    let mut decoder = if from_form { Decoder::of_form() } else { Decoder::default() };
    for piece in text.as_bytes().chunks(PIECE) {
        staging.write(&decoder.push(piece)?).await?;
    }
    staging.write(&decoder.finish()?).await?;
    staging.complete(app).await
}

/// A document that is being staged.
pub(super) struct Staging {
    statement_id: String,
    secret: Key,
    staged: Staged,
}

impl Staging {
    /// Begins a document.
    pub(super) async fn begin(app: &App) -> Result<Staging, ApiError> {
        let statement_id = new_id();
        let secret = crypto::random_key()?;
        let staged = app.objects.stage(&statement_id, &secret).await?;
        Ok(Staging { statement_id, secret, staged })
    }

    /// Takes the next piece.
    pub(super) async fn write(&mut self, piece: &[u8]) -> Result<(), ApiError> {
        Ok(self.staged.write(piece).await?)
    }

    /// The document is whole.
    pub(super) async fn complete(self, app: &App) -> Result<StagedFile, ApiError> {
        let complete = self.staged.complete().await?;
        let limit = app.config.http.upload_bytes;
        if complete.bytes > limit {
            return Err(ApiError::TooLarge { limit });
        }
        Ok(StagedFile { statement_id: self.statement_id, secret: self.secret, complete })
    }
}

impl Encoding {
    /// How large a body may be that holds a document of `upload` bytes.
    fn body_bytes(self, upload: u64) -> u64 {
        match self {
            Encoding::Binary => upload,
            // Four characters for three bytes, and as much again for escapes of a form in the worst usual case.
            Encoding::Base64 => upload.saturating_mul(2),
        }
    }
}

impl From<NotBase64> for ApiError {
    fn from(_: NotBase64) -> Self {
        ApiError::field("file", "Invalid Base 64 string")
    }
}

async fn text(mut field: Field<'_>, fault: &Fault) -> Result<String, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| fault.or(malformed()))? {
        if bytes.len() + chunk.len() > TEXT_BYTES {
            return Err(ApiError::Malformed("A form field is too long."));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| ApiError::Malformed("A form field is not UTF-8 text."))
}
