//! `Upload-Concat`: `partial`, or `final;` and the addresses of the parts.

use super::protocol::bad;
use crate::packages::uploads::model::UploadId;
use crate::platform::failure::Outcome;
use actix_web::http::header::HeaderName;

#[derive(Debug, PartialEq, Eq)]
pub enum Concat {
    None,
    Part,
    Join(Vec<UploadId>),
}

impl Concat {
    /// Addresses may be absolute or relative; their last segment names the part.
    pub fn parse(header: Option<&str>) -> Outcome<Concat> {
        let refused = || bad(&HeaderName::from_static("upload-concat"));
        match header.map(|text| text.split_once(';').unwrap_or((text, ""))) {
            None => Ok(Concat::None),
            Some(("partial", "")) => Ok(Concat::Part),
            Some(("final", list)) => {
                let ids = list.split_ascii_whitespace().map(|address| {
                    let last = address.rsplit('/').next().filter(|id| !id.is_empty());
                    last.map(|id| UploadId(id.to_owned())).ok_or_else(refused)
                });
                Ok(Concat::Join(ids.collect::<Outcome<_>>()?))
            }
            Some(_) => Err(refused()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_forms() {
        let join = |ids: &[&str]| Some(Concat::Join(ids.iter().map(|id| UploadId((*id).to_owned())).collect()));
        let cases = [
            (None, Some(Concat::None)),
            (Some("partial"), Some(Concat::Part)),
            (Some("final;/files/a /files/b"), join(&["a", "b"])),
            (Some("final; https://x.example/files/a"), join(&["a"])),
            (Some("final;/files/"), None),
            (Some("partial;x"), None),
            (Some("whole"), None),
        ];
        for (header, expected) in cases {
            assert_eq!(Concat::parse(header).ok(), expected, "{header:?}");
        }
    }
}
