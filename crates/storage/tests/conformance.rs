//! What every engine must do; runs for each entry of the registry.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

/// One file for each trait.
mod conformance {
    mod accounts;
    mod blacklist;
    mod calls;
    mod campaigns;
    mod carrier_links;
    mod changes;
    mod contents;
    mod crashes;
    mod credits;
    mod fetched;
    mod idempotency;
    mod inbox;
    mod jobs;
    mod keys;
    mod leftovers;
    mod legacy_users;
    mod long_texts;
    mod lookups;
    mod members;
    mod messages;
    mod postbacks;
    mod reports;
    mod retention;
    mod runs;
    mod samples;
    mod sending;
    mod sessions;
    mod templates;
    mod traces;
}

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use storage::{Durability, REGISTRY, Store};
use tempfile::TempDir;

/// An address for an engine, below a folder.
fn address(scheme: &str, folder: &Path) -> String {
    match scheme {
        "sqlite" => format!("sqlite:{}/deep/store.db", folder.display()),
        other => panic!("no address for {other}: add one for the new engine"),
    }
}

/// A store that a test can close and open again, as after a crash.
struct Place {
    folder: TempDir,
    scheme: &'static str,
}

impl Place {
    async fn open(&self) -> Arc<dyn Store> {
        self.open_as(Durability::Committed).await
    }

    async fn open_as(&self, durability: Durability) -> Arc<dyn Store> {
        storage::open(&self.address(), durability).await.unwrap()
    }

    fn address(&self) -> String {
        address(self.scheme, self.folder.path())
    }
}

/// Runs a test with an empty place of each engine.
async fn in_each_place<F: Future<Output = ()>>(test: impl Fn(Place) -> F) {
    for engine in REGISTRY {
        let folder = tempfile::tempdir().unwrap();
        test(Place {
            folder,
            scheme: engine.scheme(),
        })
        .await;
    }
}

/// Runs a test with an empty store of each engine and either durability.
async fn in_each_store<F: Future<Output = ()>>(test: impl Fn(Arc<dyn Store>) -> F) {
    for engine in REGISTRY {
        for durability in [Durability::Committed, Durability::Relaxed] {
            let folder = tempfile::tempdir().unwrap();
            let place = Place {
                folder,
                scheme: engine.scheme(),
            };
            test(place.open_as(durability).await).await;
        }
    }
}
