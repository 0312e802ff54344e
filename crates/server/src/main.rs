//! The program `wirephoto`; all of it is in the library, where tests can reach it.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server::cli::main().await
}
