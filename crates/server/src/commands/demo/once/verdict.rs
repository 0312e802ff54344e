//! Whether all went well, by what the carrier and the receiver wrote down.

use super::{Played, Stage};
use crate::error::Error;
use domain::state::State;
use mmsc::Submission;

/// Everything that is not as it should be, as one error.
pub(super) fn judge(stage: &Stage, played: &[Played]) -> Result<(), Error> {
    let mut wrong = Vec::new();
    for submission in stage.carrier.log().violations() {
        for violation in &submission.violations {
            wrong.push(format!(
                "the carrier refused submission {}: {violation}",
                submission.number
            ));
        }
    }
    for submission in stage.carrier.log().duplicates() {
        wrong.push(format!("submission {} came twice", submission.number));
    }
    for one in played {
        let name = &one.life.message.tracking;
        let found = complaints(one)
            .into_iter()
            .map(|what| format!("{name}: {what}"));
        wrong.extend(found);
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::said(wrong.join("\n  ")))
    }
}

fn complaints(one: &Played) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |is: bool, what: &str| {
        if !is {
            wrong.push(what.to_owned());
        }
    };
    let (act, submission) = (&one.act, &one.submission);
    let delivered = match act.sms {
        Some(_) => State::SmsDelivered,
        None => State::Delivered,
    };
    expect(one.life.message.state == delivered, "it is not delivered");
    let text = submission.sms.as_ref().map(|sms| sms.text.as_str());
    expect(text == act.sms, &format!("the text is {text:?}"));
    let slides = shown(submission);
    let expected = act.texts.iter().zip(act.durations_s);
    let expected: Vec<_> = expected
        .map(|(text, s)| (1, (*text).to_owned(), u64::from(s)))
        .filter(|_| act.sms.is_none())
        .collect();
    expect(
        slides == expected,
        &format!("the slides are {slides:?}, not {expected:?}"),
    );
    let codes: Vec<_> = one
        .life
        .events
        .iter()
        .map(|(event, _)| event.fact.event.code())
        .collect();
    expect(codes == act.codes(), &format!("the events are {codes:?}"));
    let answers: Vec<_> = one.postbacks.iter().map(|it| it.answered).collect();
    let fine = answers.iter().all(|answer| *answer == Some(200));
    expect(fine, &format!("the postbacks were answered {answers:?}"));
    wrong
}

/// Number of pictures, text and seconds of each slide, as a handset would show them.
fn shown(submission: &Submission) -> Vec<(usize, String, u64)> {
    let slide = |slide: &mmsc::Slide| {
        let parts = slide
            .objects
            .iter()
            .filter_map(|it| submission.parts.get(it.part?));
        let parts: Vec<_> = parts.collect();
        let pictures = parts
            .iter()
            .filter(|it| it.content_type.starts_with("image/"))
            .count();
        let texts: String = parts
            .iter()
            .filter(|it| it.content_type == "text/plain")
            .filter_map(|it| it.text())
            .collect();
        (pictures, texts, slide.duration.as_secs())
    };
    submission.slides.iter().map(slide).collect()
}
