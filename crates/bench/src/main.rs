#![doc = include_str!("../README.md")]

mod carrier;
mod cli;
mod clock;
mod connection;
mod disk;
mod error;
mod figures;
mod floor;
mod gateway;
mod http_server;
mod load;
mod photo;
mod process;
mod program;
mod receiver;
mod report;
mod workload;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::main().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {}", error.chain());
            ExitCode::FAILURE
        }
    }
}
