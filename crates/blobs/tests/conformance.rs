//! What every kind of place must do; runs for each entry of the registry.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

use blobs::{Blobs, Error, REGISTRY};
use bytes::Bytes;
use domain::id::BlobHash;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;
use tokio::task::JoinSet;

/// An address for a place, below a folder.
fn address(scheme: &str, folder: &Path) -> String {
    match scheme {
        "file" => format!("file:{}", folder.display()),
        other => panic!("no address for {other}: add one for the new member"),
    }
}

/// A store of each kind, new and empty.
async fn each() -> Vec<(TempDir, Arc<dyn Blobs>)> {
    let mut stores = Vec::new();
    for place in REGISTRY {
        let folder = tempfile::tempdir().unwrap();
        let store = blobs::open(&address(place.scheme(), folder.path()))
            .await
            .unwrap();
        stores.push((folder, store));
    }
    stores
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path))
        } else {
            found.push(path)
        }
    }
    found
}

#[tokio::test]
async fn bytes_come_back_as_they_were_and_under_their_sha_256() {
    for (_folder, store) in each().await {
        for bytes in [
            Bytes::new(),
            Bytes::from_static(b"abc"),
            Bytes::from(vec![7; 3_000_000]),
        ] {
            let hash = store.put(bytes.clone()).await.unwrap();
            assert_eq!(store.get(hash).await.unwrap(), bytes);
            assert!(store.has(hash).await.unwrap());
        }
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert!(store.has(BlobHash::parse(known).unwrap()).await.unwrap());
    }
}

#[tokio::test]
async fn what_was_put_is_there_after_opening_again() {
    for place in REGISTRY {
        let folder = tempfile::tempdir().unwrap();
        let address = address(place.scheme(), folder.path());
        let hash = blobs::open(&address)
            .await
            .unwrap()
            .put("abc".into())
            .await
            .unwrap();
        let again = blobs::open(&address).await.unwrap();
        assert_eq!(again.get(hash).await.unwrap(), "abc");
    }
}

#[tokio::test]
async fn what_is_not_there_is_missing() {
    for (_folder, store) in each().await {
        let hash = BlobHash([1; 32]);
        assert!(matches!(store.get(hash).await, Err(Error::Missing(missing)) if missing == hash));
        assert!(!store.has(hash).await.unwrap());
        assert!(store.discard(hash, Duration::MAX).await.unwrap());
    }
}

#[tokio::test]
async fn discarded_bytes_are_gone_and_can_be_put_again() {
    for (_folder, store) in each().await {
        let hash = store.put("abc".into()).await.unwrap();
        assert!(store.discard(hash, Duration::ZERO).await.unwrap());
        assert!(!store.has(hash).await.unwrap());
        assert_eq!(store.put("abc".into()).await.unwrap(), hash);
        assert_eq!(store.get(hash).await.unwrap(), "abc");
    }
}

#[tokio::test]
async fn bytes_that_were_put_a_little_while_ago_are_not_discarded() {
    for (_folder, store) in each().await {
        let hash = store.put("abc".into()).await.unwrap();
        assert!(!store.discard(hash, Duration::from_secs(60)).await.unwrap());
        assert_eq!(store.get(hash).await.unwrap(), "abc");
    }
}

#[tokio::test]
async fn the_same_bytes_put_by_many_at_once_are_stored_once() {
    for (folder, store) in each().await {
        let mut tasks = JoinSet::new();
        for number in 0..64_u8 {
            let store = Arc::clone(&store);
            tasks.spawn(async move { store.put(Bytes::from(vec![number % 4; 100_000])).await });
        }
        for hash in tasks.join_all().await {
            let hash = hash.unwrap();
            assert_eq!(store.get(hash).await.unwrap().len(), 100_000);
        }
        assert_eq!(
            files(folder.path()).len(),
            4,
            "nothing unfinished stays behind"
        );
    }
}

#[tokio::test]
async fn bytes_that_are_only_held_have_no_name_and_leave_nothing_behind() {
    for (folder, store) in each().await {
        let before = files(folder.path());
        for bytes in [Bytes::new(), Bytes::from(vec![7; 3_000_000])] {
            let held = store.hold(bytes.clone()).await.unwrap();
            assert_eq!(files(folder.path()), before, "also while they are held");
            assert_eq!(held.bytes().await.unwrap(), bytes);
            assert_eq!(held.bytes().await.unwrap(), bytes);
        }
    }
}

#[tokio::test]
async fn an_unknown_scheme_is_refused() {
    let error = blobs::open("cloud:x").await.err().unwrap();
    assert!(matches!(error, Error::UnknownPlace(scheme) if scheme == "cloud"));
}

mod disk {
    use super::*;

    async fn open(folder: &Path) -> Arc<dyn Blobs> {
        blobs::open(&format!("file:{}", folder.display()))
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn a_damaged_file_is_noticed_and_one_of_another_length_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let hash = store.put("abcdef".into()).await.unwrap();
        let file = files(folder.path()).pop().unwrap();
        for damage in ["abcdeg", "abc", ""] {
            fs::write(&file, damage).unwrap();
            let error = store.get(hash).await.unwrap_err();
            assert!(
                matches!(error, Error::Damaged(damaged) if damaged == hash),
                "{damage}"
            );
        }
        store.put("abcdef".into()).await.unwrap();
        assert_eq!(store.get(hash).await.unwrap(), "abcdef");
    }

    #[tokio::test]
    async fn an_existing_file_is_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        store.put("abc".into()).await.unwrap();
        let file = files(folder.path()).pop().unwrap();
        let number = || fs::metadata(&file).unwrap().ino();
        let before = number();
        store.put("abc".into()).await.unwrap();
        assert_eq!(number(), before);
    }

    #[tokio::test]
    async fn a_file_lies_two_folders_deep_under_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let hash = open(folder.path())
            .await
            .put("abc".into())
            .await
            .unwrap()
            .to_string();
        assert!(folder.path().join("ba").join("78").join(hash).is_file());
    }

    #[tokio::test]
    async fn a_path_is_taken_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "a b",
            "ü/ñ/%20",
            "x:y",
            "..hidden/#?&",
            "deep/er/and/deeper",
        ] {
            let place = folder.path().join(name);
            let hash = open(&place).await.put("abc".into()).await.unwrap();
            assert!(open(&place).await.has(hash).await.unwrap(), "{name}");
            assert!(place.is_dir(), "{name}");
        }
    }

    #[tokio::test]
    async fn a_place_that_cannot_be_a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        for address in ["file:".to_owned(), format!("file:{}/blobs", file.display())] {
            let error = blobs::open(&address).await.err().unwrap();
            assert!(matches!(error, Error::Open { .. }), "{address}: {error}");
        }
    }

    #[tokio::test]
    async fn opening_sweeps_unfinished_files_that_are_older_than_an_hour() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path()).await;
        let unfinished = folder.path().join("tmp");
        let (old, young) = (unfinished.join("old"), unfinished.join("young"));
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        File::create(&old).unwrap().set_modified(long_ago).unwrap();
        File::create(&young).unwrap();
        open(folder.path()).await;
        assert!(!old.exists());
        assert!(young.exists());
    }

    #[tokio::test]
    async fn putting_again_what_is_old_makes_it_young() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let hash = store.put("abc".into()).await.unwrap();
        let file = blob_file(folder.path(), hash);
        let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        let hour = Duration::from_secs(3_600);
        let make_old = || {
            File::options()
                .append(true)
                .open(&file)
                .unwrap()
                .set_modified(long_ago)
        };
        make_old().unwrap();
        store.put("abc".into()).await.unwrap();
        assert!(!store.discard(hash, hour).await.unwrap());
        make_old().unwrap();
        assert!(store.discard(hash, hour).await.unwrap());
        assert!(!file.exists());
    }

    #[tokio::test]
    async fn a_blob_that_a_crash_left_aside_is_brought_back() {
        let folder = tempfile::tempdir().unwrap();
        let hash = open(folder.path()).await.put("abc".into()).await.unwrap();
        let aside = folder.path().join("tmp").join(hash.to_string());
        fs::rename(blob_file(folder.path(), hash), aside).unwrap();
        let store = open(folder.path()).await;
        assert_eq!(store.get(hash).await.unwrap(), "abc");
    }

    fn blob_file(folder: &Path, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        folder.join(&name[..2]).join(&name[2..4]).join(name)
    }
}
