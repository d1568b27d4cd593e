//! Files in an S3 service. The digest is the name, so bytes are spooled to a temporary file first
//! and sent in parts of 8 MiB: memory stays constant and a broken line leaves no object.

use super::{FileStore, StoreSetting, Stored, copy_hashing, damaged, io_failure, missing, object_name};
use crate::platform::failure::{Failure, Outcome};
use crate::terms::Sha256Hex;
use futures_util::StreamExt;
use s3::serde_types::Part;
use s3::{Bucket, Region, creds::Credentials, error::S3Error};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;
use tokio::runtime::Runtime;

pub struct S3Store {
    bucket: Box<Bucket>,
    /// The store's calls block; their own small runtime keeps them apart from the server's.
    runtime: Runtime,
}

/// S3's own minimum is 5 MiB for every part but the last.
const PART_BYTES: usize = 8 * 1024 * 1024;
const REQUEST_TIMEOUT: Duration = Duration::from_secs(300);
const CONTENT_TYPE: &str = "application/octet-stream";

impl S3Store {
    /// Errors name the setting at fault. The service itself is first asked on first use.
    pub fn open(setting: &StoreSetting) -> Outcome<S3Store> {
        let StoreSetting::S3 { endpoint, region, bucket, access_key, secret_key, path_style } = setting else {
            return Err(anyhow::anyhow!("storage is not s3").into());
        };
        let region = Region::Custom { region: region.clone(), endpoint: endpoint.trim_end_matches('/').into() };
        let credentials = Credentials::new(Some(access_key), Some(secret_key), None, None, None)
            .map_err(|e| anyhow::anyhow!("s3 credentials: {e}"))?;
        let mut bucket = Bucket::new(bucket, region, credentials)
            .and_then(|b| b.with_request_timeout(REQUEST_TIMEOUT))
            .map_err(|e| anyhow::anyhow!("s3_bucket: {e}"))?;
        if *path_style {
            bucket.set_path_style();
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("s3")
            .enable_all()
            .build()
            .map_err(io_failure)?;
        Ok(S3Store { bucket, runtime })
    }

    fn send(&self, name: &str, spooled: &mut File, bytes: u64) -> Outcome<()> {
        if bytes <= PART_BYTES as u64 {
            let mut content = Vec::new();
            spooled.read_to_end(&mut content).map_err(io_failure)?;
            self.runtime.block_on(self.bucket.put_object(name, &content)).map_err(s3_failure)?;
            return Ok(());
        }
        let upload =
            self.runtime.block_on(self.bucket.initiate_multipart_upload(name, CONTENT_TYPE)).map_err(s3_failure)?;
        let sent = self.send_parts(name, &upload.upload_id, spooled);
        if sent.is_err() {
            // Parts of an upload that will never be completed cost storage; the first error is the one to tell.
            let _ = self.runtime.block_on(self.bucket.abort_upload(name, &upload.upload_id));
        }
        sent
    }

    fn send_parts(&self, name: &str, upload_id: &str, spooled: &mut File) -> Outcome<()> {
        let mut parts: Vec<Part> = Vec::new();
        for number in 1u32.. {
            let mut chunk = Vec::with_capacity(PART_BYTES);
            Read::by_ref(spooled).take(PART_BYTES as u64).read_to_end(&mut chunk).map_err(io_failure)?;
            if chunk.is_empty() {
                break;
            }
            let sending = self.bucket.put_multipart_chunk(chunk, name, number, upload_id, CONTENT_TYPE);
            parts.push(self.runtime.block_on(sending).map_err(s3_failure)?);
        }
        self.runtime.block_on(self.bucket.complete_multipart_upload(name, upload_id, parts)).map_err(s3_failure)?;
        Ok(())
    }
}

impl FileStore for S3Store {
    fn put(&self, content: &mut dyn Read) -> Outcome<Stored> {
        let mut spool = Spool::new().map_err(io_failure)?;
        let (sha256, bytes) = copy_hashing(content, &mut spool.file).map_err(io_failure)?;
        if !self.exists(&sha256)? {
            spool.file.rewind().map_err(io_failure)?;
            self.send(&object_name(&sha256), &mut spool.file, bytes)?;
        }
        Ok(Stored { sha256, bytes })
    }

    fn get(&self, sha256: &Sha256Hex, out: &mut dyn Write) -> Outcome<u64> {
        self.runtime.block_on(async {
            let answer = self.bucket.get_object_stream(object_name(sha256)).await;
            let mut stream = answer.map_err(|e| if is_absent(&e) { missing(sha256) } else { s3_failure(e) })?;
            let (mut hasher, mut bytes) = (Sha256::new(), 0u64);
            while let Some(chunk) = stream.bytes().next().await {
                let chunk = chunk.map_err(s3_failure)?;
                hasher.update(&chunk);
                out.write_all(&chunk).map_err(io_failure)?;
                bytes += chunk.len() as u64;
            }
            if hex::encode(hasher.finalize()) == sha256.as_str() { Ok(bytes) } else { Err(damaged(sha256)) }
        })
    }

    fn adopt(&self, whole: &Path, stored: &Stored) -> Outcome<()> {
        if !self.exists(&stored.sha256)? {
            let mut file = File::open(whole).map_err(io_failure)?;
            self.send(&object_name(&stored.sha256), &mut file, stored.bytes)?;
        }
        std::fs::remove_file(whole).map_err(io_failure)
    }

    fn list(&self, each: &mut dyn FnMut(Sha256Hex, u64)) -> Outcome<()> {
        let pages = self.runtime.block_on(self.bucket.list(String::new(), None)).map_err(s3_failure)?;
        for object in pages.into_iter().flat_map(|page| page.contents) {
            if let Some(sha256) = object.key.rsplit('/').next().and_then(Sha256Hex::parse) {
                each(sha256, object.size);
            }
        }
        Ok(())
    }

    fn remove(&self, sha256: &Sha256Hex) -> Outcome<()> {
        match self.runtime.block_on(self.bucket.delete_object(object_name(sha256))) {
            Err(e) if !is_absent(&e) => Err(s3_failure(e)),
            _ => Ok(()),
        }
    }

    fn exists(&self, sha256: &Sha256Hex) -> Outcome<bool> {
        match self.runtime.block_on(self.bucket.head_object(object_name(sha256))) {
            Ok((_, status)) => Ok(status < 300),
            Err(e) if is_absent(&e) => Ok(false),
            Err(e) => Err(s3_failure(e)),
        }
    }
}

/// A temporary file that goes when it is dropped.
struct Spool {
    file: File,
    path: std::path::PathBuf,
}

impl Spool {
    fn new() -> std::io::Result<Spool> {
        let path = std::env::temp_dir().join(format!("hengping-{}", uuid::Uuid::now_v7()));
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        Ok(Spool { file, path })
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // Nothing useful can be done if the temporary folder refuses; the system clears it.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn is_absent(e: &S3Error) -> bool {
    matches!(e, S3Error::HttpFailWithBody(404, _)) || e.to_string().contains("404")
}

fn s3_failure(e: S3Error) -> Failure {
    Failure::Fault(anyhow::anyhow!("object store: {e}"))
}
