//! The program; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Three libraries could each bring their own TLS provider; one is chosen for all. It fails only
    // where one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    ExitCode::from(hengping::cli::run())
}
