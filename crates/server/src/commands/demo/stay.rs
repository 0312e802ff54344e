//! The demonstration that stays up: addresses to try, postbacks as they come.

use super::stage::{SENDER, Stage};
use crate::client::{Call, Slide};
use crate::commands::Signals;
use crate::error::Error;
use crate::samples::SAMPLES;
use crate::screen;
use std::time::Duration;

/// Stays until a signal comes.
pub(super) async fn play(mut stage: Stage) -> Result<(), Error> {
    let mut signals = Signals::listen()?;
    screen::text(&greeting(&stage));
    let mut seen = 0;
    loop {
        let more = stage
            .receiver
            .wait_for(|all| all.len() > seen, Duration::from_secs(3_600));
        tokio::select! {
            () = signals.next() => break,
            ended = stage.gateway.ended() => return ended,
            all = more => {
                for received in all.unwrap_or_default().iter().skip(seen) {
                    screen::line(format_args!("{}  {}", received.at.strftime("%H:%M:%S"), received.text()));
                    seen += 1;
                }
            }
        }
    }
    stage.close().await?;
    screen::line(format_args!("stopped"));
    Ok(())
}

fn greeting(stage: &Stage) -> String {
    let slide = |path: &str, text: &str| Slide {
        file: Some(("IMAGE", stage.media.url(path))),
        text: Some(text.to_owned()),
        duration_s: Some(5),
    };
    let call = Call {
        action: "sendMMS",
        fields: vec![
            ("TO", "12025550100".to_owned()),
            ("FROM", SENDER.to_owned()),
            ("SUBJECT", "Hello".to_owned()),
            ("NAME", "trial".to_owned()),
        ],
        slides: vec![
            slide("/photos/rocket.jpg", "Up"),
            slide("/photos/coffee.png", "and down"),
        ],
    };
    let text = Call {
        action: "sendSMS",
        fields: vec![
            ("TO", "12025550100".to_owned()),
            ("FROM", SENDER.to_owned()),
            ("TEXT", "Up and down".to_owned()),
        ],
        slides: Vec::new(),
    };
    let media: Vec<_> = SAMPLES.iter().map(|sample| sample.path).collect();
    format!(
        "wirephoto demo\n  api        {}\n  status     http://{}/status\n  carrier    {}\n  \
         media      {}/...\n             {}\n  postbacks  {} (listed below)\n  data       {}\n  \
         key        {}\n  sender     {SENDER}\n\nTo try, copy this; the last two digits of \
         120255501xx choose the outcome (02 expires, 11 is busy first):\n\n{}\n\nThe same for an \
         SMS:\n\n{}\n\nready\n",
        stage.gateway.api_url(),
        stage.gateway.addr(),
        stage.carrier.page_url(),
        stage.media.url(""),
        media.join(" "),
        stage.receiver.url(),
        stage.folder.display(),
        stage.key,
        curl(stage, &call),
        curl(stage, &text),
    )
}

/// The call as a line for a shell.
fn curl(stage: &Stage, call: &Call) -> String {
    let url = stage.gateway.api_url();
    let document = call.document(&stage.key);
    let body: String = document.lines().map(str::trim_start).collect();
    format!("curl '{url}' -H 'Content-Type: text/xml' --data-binary '{body}'")
}
