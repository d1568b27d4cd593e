//! Finds the form token at the front of an upload and gives the body back whole: only the first
//! part is looked at, so that a file of any size still streams.

use actix_web::HttpMessage;
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::web::{Bytes, BytesMut};
use futures_util::{StreamExt, stream};

/// The token is the first field of our forms; what lies further back is not searched.
const FRONT: usize = 4096;

/// The value of `field` if it is the first part of the body, otherwise nothing.
pub(super) async fn token_at_front(request: &mut ServiceRequest, field: &str) -> String {
    let mut payload = request.take_payload();
    let mut front = BytesMut::new();
    let mut broken = None;
    while front.len() < FRONT && first_part(&front, field).is_none() {
        match payload.next().await {
            Some(Ok(chunk)) => front.extend_from_slice(&chunk),
            Some(Err(e)) => {
                broken = Some(e);
                break;
            }
            None => break,
        }
    }
    let token = first_part(&front, field).unwrap_or_default();
    let read = [Ok::<Bytes, _>(front.freeze())].into_iter().chain(broken.map(Err));
    request.set_payload(Payload::Stream { payload: Box::pin(stream::iter(read).chain(payload)) });
    token
}

/// The value in `--boundary CRLF headers CRLF CRLF value CRLF`, once all of it is there.
fn first_part(front: &[u8], field: &str) -> Option<String> {
    let text = std::str::from_utf8(front.get(..front.len().min(FRONT))?)
        .or_else(|e| std::str::from_utf8(&front[..e.valid_up_to()]))
        .ok()?;
    let (headers, rest) = text.split_once("\r\n\r\n")?;
    let (value, _) = rest.split_once("\r\n")?;
    headers.contains(&format!("name=\"{field}\"")).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    const BODY: &str = "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\ntoken-1\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n\u{1}PK\r\n--b--\r\n";

    #[actix_web::test]
    async fn the_token_is_read_and_the_body_stays_whole() {
        let mut request = TestRequest::post().set_payload(BODY).to_srv_request();
        assert_eq!(token_at_front(&mut request, "csrf").await, "token-1");
        assert_eq!(request.extract::<Bytes>().await.unwrap(), BODY.as_bytes());
    }

    #[actix_web::test]
    async fn a_body_without_it_stays_whole_too() {
        let long = vec![0xff_u8; 3 * FRONT];
        for body in [b"".to_vec(), b"--b\r\n".to_vec(), BODY.replace("csrf", "other").into_bytes(), long] {
            let mut request = TestRequest::post().set_payload(body.clone()).to_srv_request();
            assert_eq!(token_at_front(&mut request, "csrf").await, "");
            assert_eq!(request.extract::<Bytes>().await.unwrap(), body);
        }
    }
}
