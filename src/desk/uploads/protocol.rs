//! Headers of tus 1.0.0: what a request says, and what every answer carries.

use crate::packages::uploads::checksum::{ALGORITHMS, Checksum};
use crate::packages::uploads::model::{Form, Upload};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

pub const VERSION: &str = "1.0.0";
const EXTENSIONS: &str =
    "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination,concatenation";
const PIECE: &str = "application/offset+octet-stream";

pub const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const TUS_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const UPLOAD_CONCAT: HeaderName = HeaderName::from_static("upload-concat");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// A request read as the protocol has it.
pub struct Asked<'r>(&'r HeaderMap);

impl<'r> Asked<'r> {
    /// # Errors
    /// Another version of the protocol, or none.
    pub fn of(request: &'r HttpRequest) -> Outcome<Asked<'r>> {
        let asked = Asked(request.headers());
        if asked.text(&TUS_RESUMABLE)? == Some(VERSION) {
            return Ok(asked);
        }
        let zh = format!("请在 Tus-Resumable 头中写 {VERSION}。");
        Err(Failure::refused(Code::ProtocolVersion, zh, format!("Say Tus-Resumable: {VERSION}.")))
    }

    pub fn offset(&self) -> Outcome<u64> {
        self.number(&UPLOAD_OFFSET)?.ok_or_else(|| bad(&UPLOAD_OFFSET))
    }

    pub fn length(&self) -> Outcome<Option<u64>> {
        self.number(&UPLOAD_LENGTH)
    }

    /// The length at creation: a number, or a promise to say it later.
    pub fn promised_length(&self) -> Outcome<Option<u64>> {
        match (self.length()?, self.text(&UPLOAD_DEFER_LENGTH)?) {
            (Some(length), None) => Ok(Some(length)),
            (None, Some("1")) => Ok(None),
            (_, Some(_)) => Err(bad(&UPLOAD_DEFER_LENGTH)),
            (None, None) => Err(bad(&UPLOAD_LENGTH)),
        }
    }

    pub fn metadata(&self) -> Outcome<&'r str> {
        Ok(self.text(&UPLOAD_METADATA)?.unwrap_or_default())
    }

    pub fn concat(&self) -> Outcome<Option<&'r str>> {
        self.text(&UPLOAD_CONCAT)
    }

    pub fn checksum(&self) -> Outcome<Option<Checksum>> {
        self.text(&UPLOAD_CHECKSUM)?.map(Checksum::parse).transpose()
    }

    /// The body is a piece of the file.
    pub fn has_piece(&self) -> bool {
        self.0.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes() == PIECE.as_bytes())
    }

    /// # Errors
    /// The body is of another kind (tus 1.0: 415).
    pub fn expect_piece(&self) -> Outcome<()> {
        if self.has_piece() {
            return Ok(());
        }
        let zh = format!("Content-Type 应为 {PIECE}。");
        Err(Failure::refused(Code::UnsupportedMediaType, zh, format!("Send Content-Type: {PIECE}.")))
    }

    fn number(&self, name: &HeaderName) -> Outcome<Option<u64>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        // `+1` would parse as well and is no number of the protocol.
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse().ok().filter(|n| digits && *n <= i64::MAX as u64);
        number.map(Some).ok_or_else(|| bad(name))
    }

    fn text(&self, name: &HeaderName) -> Outcome<Option<&'r str>> {
        let mut values = self.0.get_all(name);
        let first = values.next().map(|v| v.to_str().map(str::trim).map_err(|_| bad(name))).transpose()?;
        if values.next().is_some() { Err(bad(name)) } else { Ok(first) }
    }
}

/// A header that is missing or not of the protocol's form.
pub fn bad(name: &HeaderName) -> Failure {
    let zh = format!("请求头 {name} 缺少、重复或有误。");
    Failure::refused(Code::BadHeader, zh, format!("The header {name} is missing, stands twice or is not valid."))
}

/// Every answer says which version was spoken; so does a refusal.
pub fn answer(outcome: Outcome<HttpResponseBuilder>) -> HttpResponse {
    let mut response = match outcome {
        Ok(mut builder) => builder.finish(),
        Err(failure) => HttpResponse::from_error(failure),
    };
    response.headers_mut().insert(TUS_RESUMABLE, HeaderValue::from_static(VERSION));
    if response.status() == 412 {
        response.headers_mut().insert(TUS_VERSION, HeaderValue::from_static(VERSION));
    }
    response
}

/// What this server speaks.
pub fn options(max_size: u64) -> HttpResponseBuilder {
    let mut builder = HttpResponse::NoContent();
    builder
        .insert_header((TUS_VERSION, VERSION))
        .insert_header((TUS_EXTENSION, EXTENSIONS))
        .insert_header((TUS_MAX_SIZE, max_size))
        .insert_header((TUS_CHECKSUM_ALGORITHM, ALGORITHMS));
    builder
}

/// How far an upload is, and until when it waits.
pub fn progress(mut builder: HttpResponseBuilder, upload: &Upload) -> HttpResponseBuilder {
    builder.insert_header((UPLOAD_OFFSET, upload.received));
    if upload.sha256.is_none() {
        builder.insert_header((UPLOAD_EXPIRES, upload.expires_at.0.format("%a, %d %b %Y %H:%M:%S GMT").to_string()));
    }
    builder
}

/// Everything that is known of an upload.
pub fn status(upload: &Upload) -> HttpResponseBuilder {
    let mut builder = progress(HttpResponse::Ok(), upload);
    match upload.total {
        Some(total) => builder.insert_header((UPLOAD_LENGTH, total)),
        None => builder.insert_header((UPLOAD_DEFER_LENGTH, "1")),
    };
    if !upload.metadata.is_empty() {
        builder.insert_header((UPLOAD_METADATA, upload.metadata.as_str()));
    }
    match upload.form {
        Form::Whole | Form::Bag => {}
        Form::Part => drop(builder.insert_header((UPLOAD_CONCAT, "partial"))),
        Form::Joined => drop(builder.insert_header((UPLOAD_CONCAT, upload.parts.as_str()))),
    }
    builder
}
