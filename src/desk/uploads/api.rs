//! The operations of the protocol.

use super::concat::Concat;
use super::metadata::Metadata;
use super::protocol::{Asked, answer, options, progress, status};
use super::receive::receive;
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::commissions::Commission;
use crate::commissions::service as commissions;
use crate::desk::blocking::blocking;
use crate::desk::commissions::reach::Sight;
use crate::packages::names;
use crate::packages::uploads::model::{Form, Upload, UploadId};
use crate::packages::uploads::{Append, NewUpload, Uploads};
use crate::platform::db::{Conn, Db};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::{Code, Problem};
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};

/// Which version and extensions of tus are spoken, and how large a file may be.
#[utoipa::path(options, path = "/api/v1/uploads", tag = "uploads",
    responses((status = 204, description = "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm")))]
pub async fn upload_options(uploads: web::Data<Uploads>) -> HttpResponse {
    answer(Ok(options(uploads.limits().file)))
}

/// Begins an upload (tus creation). The commission is named in the query or in Upload-Metadata, the
/// place in the package by `path`, `relativePath` or `filename` of Upload-Metadata.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "uploads",
    params(("commission" = Option<String>, Query, description = "Number or identifier of the commission"),
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Length" = Option<u64>, Header, description = "Bytes of the file"),
        ("Upload-Defer-Length" = Option<u64>, Header, description = "1: the length is said later"),
        ("Upload-Metadata" = Option<String>, Header, description = "Keys and Base64 values"),
        ("Upload-Concat" = Option<String>, Header, description = "`partial`, or `final;` and addresses of parts"),
        ("Upload-Checksum" = Option<String>, Header, description = "Of the piece in the body")),
    responses((status = 201, description = "Location of the upload"), (status = 400, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem),
        (status = 413, body = Problem)))]
pub async fn upload_create(
    request: HttpRequest,
    db: web::Data<Db>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    body: web::Payload,
) -> HttpResponse {
    answer(create(&request, db, uploads, actor, body).await)
}

async fn create(
    request: &HttpRequest,
    db: web::Data<Db>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    body: web::Payload,
) -> Outcome<HttpResponseBuilder> {
    let asked = Asked::of(request)?;
    let concat = Concat::parse(asked.concat()?)?;
    let (named, new) = new_upload(request, &asked, &actor, &concat)?;
    let (has_piece, checksum) = (asked.has_piece(), asked.checksum()?);
    if has_piece && matches!(concat, Concat::Join(_)) {
        let zh = "由分片合成的上传不能带内容。";
        return Err(Failure::refused(Code::NotPermitted, zh, "A joined upload takes no body."));
    }
    let upload = {
        let uploads = uploads.clone();
        blocking(move || {
            let commission = db.read(|conn| commission_of(conn, &actor, &named))?;
            let new = NewUpload { commission_id: commission.id.to_string(), ..new };
            match concat {
                Concat::Join(parts) => uploads.join(&new, &parts),
                _ => uploads.create(&new),
            }
        })
        .await?
    };
    let location = super::address(upload.id.as_str());
    let upload = if has_piece && upload.sha256.is_none() {
        let append = Append { offset: 0, total: None, checksum };
        let receiving = blocking(move || uploads.append(&upload.id, append)).await?;
        receive(receiving, body).await?
    } else {
        upload
    };
    let mut created = progress(HttpResponse::Created(), &upload);
    created.insert_header((LOCATION, location));
    Ok(created)
}

/// The name of the commission and what is to be uploaded for it.
fn new_upload(
    request: &HttpRequest,
    asked: &Asked<'_>,
    actor: &Actor,
    concat: &Concat,
) -> Outcome<(String, NewUpload)> {
    let metadata = Metadata::parse(asked.metadata()?)?;
    let query = web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let query = query.map(web::Query::into_inner).unwrap_or_default();
    let in_query = query.iter().find(|(key, _)| key == "commission").map(|(_, value)| value.as_str());
    let named = in_query.or(metadata.commission());
    let named = named.ok_or_else(|| Failure::field("commission", "请写明委托编号 (name the commission)"))?;
    let path = match concat {
        Concat::Part => String::new(),
        _ => metadata
            .path()
            .map_or(Err("请写明文件名 (name the file)".to_owned()), names::checked)
            .map_err(|why| Failure::field("filename", why))?,
    };
    let (form, total) = match concat {
        Concat::None => (Form::Whole, asked.promised_length()?),
        Concat::Part => (Form::Part, asked.promised_length()?),
        Concat::Join(_) => (Form::Joined, None),
    };
    let new = NewUpload {
        commission_id: String::new(),
        owner: actor.login.clone(),
        path,
        form,
        parts: asked.concat()?.unwrap_or_default().to_owned(),
        metadata: asked.metadata()?.to_owned(),
        total,
    };
    Ok((named.to_owned(), new))
}

/// How far an upload is.
#[utoipa::path(head, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "Identifier of the upload")),
    responses((status = 200, description = "Upload-Offset, Upload-Length, Upload-Expires"), (status = 404), (status = 410)))]
pub async fn upload_status(
    request: HttpRequest,
    db: web::Data<Db>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    id: web::Path<String>,
) -> HttpResponse {
    let outcome = async {
        Asked::of(&request)?;
        let upload = blocking(move || {
            let id = reached(&db, &uploads, &actor, id.into_inner())?;
            uploads.settled(&id)
        })
        .await?;
        Ok(status(&upload))
    };
    answer(outcome.await)
}

/// Appends a piece at the offset that the upload stands at.
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "Identifier of the upload"),
        ("Upload-Offset" = u64, Header, description = "Where the piece begins"),
        ("Upload-Checksum" = Option<String>, Header, description = "Algorithm and Base64 value")),
    request_body(content_type = "application/offset+octet-stream", content = Vec<u8>),
    responses((status = 204, description = "Upload-Offset after the piece"), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 410, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 423, body = Problem),
        (status = 460, description = "The checksum does not hold; the piece was dropped"), (status = 507, body = Problem)))]
pub async fn upload_append(
    request: HttpRequest,
    db: web::Data<Db>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    id: web::Path<String>,
    body: web::Payload,
) -> HttpResponse {
    answer(append(&request, db, uploads, actor, id.into_inner(), body).await)
}

async fn append(
    request: &HttpRequest,
    db: web::Data<Db>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    id: String,
    body: web::Payload,
) -> Outcome<HttpResponseBuilder> {
    let asked = Asked::of(request)?;
    asked.expect_piece()?;
    let append = Append { offset: asked.offset()?, total: asked.length()?, checksum: asked.checksum()? };
    let receiving = blocking(move || {
        let id = reached(&db, &uploads, &actor, id)?;
        uploads.append(&id, append)
    })
    .await?;
    let upload = receive(receiving, body).await?;
    Ok(progress(HttpResponse::NoContent(), &upload))
}

/// Gives an upload up and frees what it took.
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "Identifier of the upload")),
    responses((status = 204), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub async fn upload_terminate(
    request: HttpRequest,
    db: web::Data<Db>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    id: web::Path<String>,
) -> HttpResponse {
    answer(terminate(&request, db, uploads, actor, id.into_inner()).await)
}

async fn terminate(
    request: &HttpRequest,
    db: web::Data<Db>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    id: String,
) -> Outcome<HttpResponseBuilder> {
    Asked::of(request)?;
    blocking(move || {
        let id = reached(&db, &uploads, &actor, id)?;
        uploads.terminate(&id)
    })
    .await?;
    Ok(HttpResponse::NoContent())
}

/// PATCH or DELETE for clients behind a proxy that lets neither through (`X-HTTP-Method-Override`).
#[utoipa::path(post, path = "/api/v1/uploads/{id}", tag = "uploads",
    params(("id" = String, Path, description = "Identifier of the upload"),
        ("X-HTTP-Method-Override" = String, Header, description = "PATCH or DELETE")),
    responses((status = 204), (status = 400, body = Problem)))]
pub async fn upload_override(
    request: HttpRequest,
    db: web::Data<Db>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    id: web::Path<String>,
    body: web::Payload,
) -> HttpResponse {
    let method = request.headers().get("x-http-method-override").map(|value| value.as_bytes());
    let id = id.into_inner();
    answer(match method {
        Some(b"PATCH") => append(&request, db, uploads, actor, id, body).await,
        Some(b"DELETE") => terminate(&request, db, uploads, actor, id).await,
        _ => {
            let zh = "X-HTTP-Method-Override 应为 PATCH 或 DELETE。";
            Err(Failure::refused(Code::BadHeader, zh, "X-HTTP-Method-Override must be PATCH or DELETE."))
        }
    })
}

/// The commission, if this person may hand in its package; otherwise it does not exist.
fn commission_of(conn: &mut Conn, actor: &Actor, named: &str) -> Outcome<Commission> {
    let commission = commissions::by_id_or_number(conn, named)?;
    if Sight::of(actor, Act::SubmitPackage)?.covers_work(conn, &commission)? {
        return Ok(commission);
    }
    Err(Failure::not_found("委托", "commission"))
}

/// The upload, if its package is this person's; asked anew for every request, so that a right that was
/// taken away ends at once.
fn reached(db: &Db, uploads: &Uploads, actor: &Actor, id: String) -> Outcome<UploadId> {
    let upload: Upload = uploads.find(&UploadId(id))?;
    db.read(|conn| commission_of(conn, actor, &upload.commission_id))
        .map_err(|_| Failure::not_found("上传", "upload"))?;
    Ok(upload.id)
}
