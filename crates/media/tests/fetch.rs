//! Fetching a slide's file from a real socket.

#![cfg(test)]

use domain::limits::SourceLimits;
use domain::order::Element;
use media::{FetchFault, MediaType, Source, Wanted, fetch};
use net::{Client, FetchError, FetchLimits, Guard, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn sample(path: &str) -> Vec<u8> {
    let full = format!("{}/../../media/samples/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(full).unwrap()
}

/// Serves one file once and fetches it.
async fn fetch_one(body: Vec<u8>, element: Element) -> Result<Source, FetchFault> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/file", listener.local_addr().unwrap());
    let serve = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await.unwrap();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        // The client may hang up in the middle of a file that is too big.
        let _ = stream.write_all(&[head.as_bytes(), &body].concat()).await;
    };
    let guard = Guard {
        allow_private: vec!["127.0.0.0/8".parse().unwrap()],
        private_any_port: true,
        ..Guard::default()
    };
    let client = Client::new(&Settings {
        guard,
        ..Settings::default()
    })
    .unwrap();
    let limits = SourceLimits {
        image_bytes: 200_000,
        gif_bytes: 1_000,
        audio_bytes: 50_000,
        video_bytes: 500_000,
        object_bytes: 600,
    };
    let transfer = FetchLimits::up_to(100_000_000);
    let wanted = Wanted {
        url: &url,
        element,
        strip_av_query: true,
    };
    tokio::join!(fetch(&client, &wanted, &limits, transfer), serve).0
}

#[tokio::test]
async fn a_file_comes_with_the_type_of_its_bytes() {
    let rocket = sample("photos/rocket.jpg");
    let source = fetch_one(rocket.clone(), Element::Image).await.unwrap();
    assert_eq!(
        (source.media_type, &source.bytes[..]),
        (MediaType::Jpeg, &rocket[..])
    );
    assert_eq!(source.declared_type.as_deref(), Some("image/jpeg"));
    let pass = fetch_one(sample("objects/coupon.pkpass"), Element::Passbook)
        .await
        .unwrap();
    assert!(!pass.media_type.is_declared_by(&pass.declared_type.unwrap()));
}

#[tokio::test]
async fn each_kind_has_its_limit() {
    for (path, element, limit) in [
        ("photos/cat.png", Element::Image, 200_000),
        ("film/cat-zoom.gif", Element::Image, 200_000),
        ("sound/speech.wav", Element::Audio, 50_000),
        ("film/pan-mpeg1.mpg", Element::Video, 500_000),
        ("objects/coupon.pdf", Element::Pdf, 600),
    ] {
        match fetch_one(sample(path), element).await {
            Err(FetchFault::TooBig { limit: got }) => assert_eq!(got, limit, "{path}"),
            other => panic!("{path}: {other:?}"),
        }
    }
    let gif = [b"GIF89a".to_vec(), vec![0; 1_000]].concat();
    let got = fetch_one(gif, Element::Image).await;
    assert!(
        matches!(got, Err(FetchFault::TooBig { limit: 1_000 })),
        "{got:?}"
    );
}

#[tokio::test]
async fn what_does_not_fit_the_element_is_not_recognised() {
    for (path, element, expected) in [
        ("bad/html-as-image.jpg", Element::Image, None),
        ("bad/playlist-as-video.mp4", Element::Video, None),
        (
            "objects/contact.vcf",
            Element::Image,
            Some(MediaType::VCard),
        ),
        ("objects/contact.vcf", Element::ICal, Some(MediaType::VCard)),
        ("sound/speech.mp3", Element::Video, Some(MediaType::Mp3)),
    ] {
        match fetch_one(sample(path), element).await {
            Err(FetchFault::Unrecognised { found }) => assert_eq!(found, expected, "{path}"),
            other => panic!("{path}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_empty_file_was_not_copied() {
    let got = fetch_one(Vec::new(), Element::Image).await;
    assert!(
        matches!(got, Err(FetchFault::NotCopied(FetchError::Empty))),
        "{got:?}"
    );
}
