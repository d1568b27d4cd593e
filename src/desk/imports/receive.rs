//! The files of a form on their way into memory, bounded in number and size before a byte too much is kept.

use crate::handover::imports::Uploaded;
use crate::handover::imports::service::{MOST_BYTES, MOST_FILES};
use crate::platform::failure::{Failure, Outcome};
use crate::platform::problem::Code;
use actix_multipart::{Field, Multipart};
use futures_util::StreamExt;
use std::collections::HashMap;

/// Every file of the form; other fields are passed over.
pub async fn files(form: Multipart) -> Outcome<Vec<Uploaded>> {
    Ok(fields_and_files(form).await?.1)
}

/// Every text of the form by its name, and every file.
pub async fn fields_and_files(mut form: Multipart) -> Outcome<(HashMap<String, String>, Vec<Uploaded>)> {
    let (mut fields, mut files, mut room) = (HashMap::new(), Vec::new(), MOST_BYTES);
    while let Some(field) = form.next().await {
        let mut field = field.map_err(unreadable)?;
        let Some(name) = file_name(&field) else {
            let name = field.name().unwrap_or_default().to_owned();
            let text = content(&mut field, &mut room).await?;
            fields.insert(name, String::from_utf8_lossy(&text).trim().to_owned());
            continue;
        };
        if files.len() == MOST_FILES {
            return Err(Failure::field("file", format!("一次最多 {MOST_FILES} 个工作簿 (at most {MOST_FILES} files)")));
        }
        let bytes = content(&mut field, &mut room).await?;
        files.push(Uploaded { name, bytes });
    }
    Ok((fields, files))
}

async fn content(field: &mut Field, room: &mut usize) -> Outcome<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.next().await {
        let piece = piece.map_err(unreadable)?;
        *room = room.checked_sub(piece.len()).ok_or_else(too_large)?;
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// The file's name where the field is a file that was chosen; old browsers send the whole path of Windows.
fn file_name(field: &Field) -> Option<String> {
    let name = field.content_disposition()?.get_filename()?;
    let last = name.rsplit(['\\', '/']).next().unwrap_or(name);
    (!last.is_empty()).then(|| last.to_owned())
}

fn too_large() -> Failure {
    let mib = MOST_BYTES >> 20;
    let zh = format!("上传的工作簿合计超过 {mib} MiB，请拆分后分几次上传。");
    Failure::refused(Code::TooLarge, zh, format!("The workbooks are more than {mib} MiB together; split them."))
}

fn unreadable(error: actix_multipart::MultipartError) -> Failure {
    Failure::field("file", format!("表单没有传完整，请重新上传 (the form broke off: {error})"))
}
