//! An object store that speaks S3, in this process, on a free port, in a folder that goes with it.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub const ACCESS_KEY: &str = "test-access-key";
pub const SECRET_KEY: &str = "test-secret-key";
pub const REGION: &str = "test";
/// Exists when the server has started.
pub const BUCKET: &str = "hengping";

/// A running server; it stops and its objects are gone on drop.
pub struct ObjectServer {
    endpoint: String,
    folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ObjectServer {
    /// Starts a server with one empty bucket.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start() -> ObjectServer {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join(BUCKET)).expect("the bucket's folder can be made");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("the address is known"));
        let service = service(folder.path());
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || runtime.block_on(serve(listener, service, stopped)));
        ObjectServer { endpoint, folder, stop: Some(stop), thread: Some(thread) }
    }

    /// Such as `http://127.0.0.1:40123`; buckets are in the path, not in the host name.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Where the bytes of an object lie, for tests that damage or lose one behind the product's back.
    pub fn file_of(&self, key: &str) -> PathBuf {
        self.folder.path().join(BUCKET).join(key)
    }
}

impl Drop for ObjectServer {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn service(folder: &Path) -> S3Service {
    let store = s3s_fs::FileSystem::new(folder).expect("the folder is there");
    let mut builder = S3ServiceBuilder::new(store);
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
    builder.build()
}

/// Answers connections until the sender of `stopped` is dropped.
async fn serve(listener: TcpListener, service: S3Service, mut stopped: oneshot::Receiver<()>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stopped => return,
        };
        let Ok((socket, _)) = accepted else { continue };
        let service = service.clone();
        tokio::spawn(async move {
            let server = Builder::new(TokioExecutor::new());
            // A client that hangs up is the client's affair.
            let _ = server.serve_connection(TokioIo::new(socket), service).await;
        });
    }
}
