//! What the MMSC remembers and shows.

use std::time::Duration;

use mmsc::{Jitter, Mmsc, Settings, read_log_file};

use crate::gateway::{Gateway, LIMIT, get, mmsc, request, status, submit};

#[tokio::test]
async fn a_repeated_transaction_is_marked_and_answered_anew() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    for transaction in ["a", "b", "a"] {
        assert_eq!(status(&mmsc, transaction, "12025550105").await, 1000);
    }
    let marks: Vec<Option<usize>> = mmsc.log().all().iter().map(|s| s.duplicate_of).collect();
    assert_eq!(marks, [None, None, Some(1)]);
    assert_eq!(mmsc.log().with_transaction("a").len(), 2);
    assert_ne!(
        mmsc.log().get(1).unwrap().message_id,
        mmsc.log().get(3).unwrap().message_id
    );
    assert_eq!(mmsc.log().to("12025550105").len(), 3);
}

#[tokio::test]
async fn the_log_file_holds_what_the_log_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let gateway = Gateway::start(&[]).await;
    let settings = || Settings {
        time_scale: 0.01,
        callback: Some(gateway.url.clone()),
        log_file: Some(path.clone()),
        jitter: Some(Jitter {
            seed: 7,
            up_to: Duration::from_secs(1),
        }),
        ..Settings::default()
    };
    for run in 1..=2 {
        let mmsc = Mmsc::start(settings()).await.unwrap();
        assert_eq!(status(&mmsc, "a", "12025550100").await, 1000);
        submit(&mmsc, request("b", "12025550112"))
            .await
            .unwrap_err();
        mmsc.log()
            .wait_for(|log| log[0].is_reported("Retrieved"), LIMIT)
            .await
            .unwrap();
        let mut log = mmsc.log().all();
        log.iter_mut()
            .flat_map(|s| &mut s.parts)
            .for_each(|p| p.body = None);
        let file = read_log_file(&path).unwrap();
        assert_eq!(file.len(), 2 * run);
        assert_eq!(format!("{:?}", &file[2 * run - 2..]), format!("{log:?}"));
    }
    std::fs::write(&path, "{\"event\":\"none\"}\n").unwrap();
    read_log_file(&path).unwrap_err();
}

#[tokio::test]
async fn a_line_stands_in_the_file_before_the_answer_is_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    let mmsc = Mmsc::start(Settings {
        log_file: Some(path.clone()),
        ..Settings::default()
    })
    .await
    .unwrap();
    for count in 1..20 {
        assert_eq!(
            status(&mmsc, &format!("t-{count}"), "12025550105").await,
            1000
        );
        let file = read_log_file(&path).unwrap();
        assert_eq!(
            (file.len(), file[count - 1].answered.is_some()),
            (count, true)
        );
    }
}

#[tokio::test]
async fn waiting_ends_with_the_condition_or_the_limit() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let log = mmsc.log();
    let submit_twice = async {
        status(&mmsc, "a", "12025550105").await;
        status(&mmsc, "b", "12025550105").await;
    };
    let (waited, ()) = tokio::join!(log.wait_for_accepted(2, LIMIT), submit_twice);
    waited.unwrap();
    mmsc.log()
        .wait_for_accepted(3, Duration::from_millis(1))
        .await
        .unwrap_err();
}

#[tokio::test]
async fn people_see_the_last_submissions() {
    let gateway = Gateway::start(&[]).await;
    let mmsc = mmsc(&gateway).await;
    let body = request("t", "12025550105")
        .replace("Hello", "&lt;script&gt;")
        .replace("Gr", "<b>Gr");
    submit(&mmsc, body).await.unwrap();
    let page = get(mmsc.page_url()).await.unwrap().text().await.unwrap();
    assert!(
        page.contains("12025550105")
            && page.contains("accepted")
            && page.contains("&lt;b&gt;Grüße"),
        "{page}"
    );
    assert!(
        page.contains("&lt;script&gt;") && !page.contains("<script>"),
        "{page}"
    );
    let base = mmsc.page_url();
    let json = get(format!("{base}submissions"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        json.starts_with("[{\"number\":1,") && json.contains("\"transaction\":\"t\""),
        "{json}"
    );
    let one = get(format!("{base}submissions/1"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(format!("[{one}]"), json);
    let picture = get(format!("{base}submissions/1/parts/1")).await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/jpeg");
    let expected = mmsc.log().get(1).unwrap().parts[1].body.clone().unwrap();
    assert_eq!(picture.bytes().await.unwrap(), expected);
    assert_eq!(
        get(format!("{base}submissions/9")).await.unwrap().status(),
        404
    );
}
