//! Sessions of people at the console.

use super::samples::{at, customer};
use crate::in_each_store;
use domain::id::AccountId;
use storage::Error;
use storage::link::TokenDigest;
use storage::session::Session;

#[tokio::test]
async fn a_session_opens_its_account_until_it_ends() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let session = |number, second| Session {
            digest: TokenDigest([number; 32]),
            account,
            ends: at(second),
        };
        let (first, second) = (session(1, 100), session(2, 200));
        store.open_session(&first, at(0)).await.unwrap();
        store.open_session(&second, at(0)).await.unwrap();
        for (session, second, expected) in [
            (first, 99, Some(first)),
            (first, 100, None),
            (second, 100, Some(second)),
            (session(3, 0), 0, None),
        ] {
            let found = store.session(session.digest, at(second)).await.unwrap();
            assert_eq!(found, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_has_no_session_and_ids_are_new() {
    in_each_store(|store| async move {
        let account = customer(&*store).await;
        let session = Session {
            digest: TokenDigest([1; 32]),
            account: AccountId(99),
            ends: at(10),
        };
        let error = store.open_session(&session, at(0)).await.unwrap_err();
        assert!(matches!(error, Error::Missing(_)), "{error}");
        let session = Session { account, ..session };
        store.open_session(&session, at(0)).await.unwrap();
        let error = store.open_session(&session, at(0)).await.unwrap_err();
        assert!(matches!(error, Error::Exists(_)), "{error}");
        // What has ended is forgotten.
        store.open_session(&session, at(10)).await.unwrap();
    })
    .await;
}
