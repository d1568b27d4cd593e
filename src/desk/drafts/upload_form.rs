//! The plain form for small files, for browsers without scripts: one request, several files. The bytes
//! take the way of resumable uploads, so that limits and faults are the same.

use super::pages::back;
use crate::accounts::Actor;
use crate::accounts::permissions::Act;
use crate::desk::blocking::{blocking, read};
use crate::desk::commissions::view as commissions;
use crate::desk::uploads::receive;
use crate::packages::names;
use crate::packages::uploads::model::{Form, UploadId};
use crate::packages::uploads::{Append, NewUpload, Uploads};
use crate::platform::db::Db;
use crate::platform::failure::{Failure, Outcome};
use actix_multipart::{Field, Multipart};
use actix_web::{HttpResponse, web};
use futures_util::StreamExt;

/// Files of one form.
const FILES: usize = 100;

/// Takes every file of the form; the first that is refused ends it, those before it stay.
pub async fn upload(
    db: web::Data<Db>,
    uploads: web::Data<Uploads>,
    actor: Actor,
    number: web::Path<String>,
    mut form: Multipart,
) -> Outcome<HttpResponse> {
    let number = number.into_inner();
    let owner = actor.login.clone();
    let named = number.clone();
    let commission = read(&db, move |conn| commissions::find(conn, &actor, Act::SubmitPackage, &named)).await?;
    let mut taken = 0;
    while let Some(field) = form.next().await {
        let field = field.map_err(unreadable)?;
        let Some(name) = file_name(&field) else { continue };
        taken += 1;
        if taken > FILES {
            return Err(Failure::field("file", format!("一次最多 {FILES} 个文件 (at most {FILES} files)")));
        }
        let new = NewUpload {
            commission_id: commission.id.to_string(),
            owner: owner.clone(),
            path: names::checked(&name).map_err(|why| Failure::field("file", why))?,
            form: Form::Whole,
            parts: String::new(),
            metadata: String::new(),
            total: None,
        };
        take(&uploads, new, field).await?;
    }
    if taken == 0 {
        return Err(Failure::field("file", "请选择文件 (choose a file)"));
    }
    Ok(back(&number))
}

async fn take(uploads: &Uploads, new: NewUpload, field: Field) -> Outcome<()> {
    let begun = uploads.clone();
    let receiving = blocking(move || {
        let upload = begun.create(&new)?;
        begun.append(&upload.id, Append { offset: 0, total: None, checksum: None })
    })
    .await?;
    let id: UploadId = receiving.id().clone();
    let received = receive(receiving, field).await;
    let uploads = uploads.clone();
    blocking(move || match received {
        Ok(_) => uploads.close(&id).map(drop),
        Err(failure) => {
            uploads.terminate(&id)?;
            Err(failure)
        }
    })
    .await
}

/// The file's name where the field is a file that was chosen.
fn file_name(field: &Field) -> Option<String> {
    let name = field.content_disposition()?.get_filename()?;
    // Old browsers send the whole path of Windows.
    let last = name.rsplit('\\').next().unwrap_or(name);
    (!last.is_empty()).then(|| last.to_owned())
}

fn unreadable(error: actix_multipart::MultipartError) -> Failure {
    Failure::field("file", format!("表单没有传完整，请重新上传 (the form broke off: {error})"))
}
