//! How the simulated network treats a message: by script, or by the last digits of the number.
//!
//! Source: docs/contract.md, test accounts and magic numbers. Knows nothing of HTTP. Guarantee:
//! the same number always gets the same behaviour.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use crate::submission::Submission;

/// Decides how a valid submission is treated. Called once for each, while the log is not locked.
pub type Script = Arc<dyn Fn(&Submission) -> Behaviour + Send + Sync>;

/// What happens to one submission. Times are those of the real network, before scaling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behaviour {
    /// Pause before the answer.
    pub latency: Duration,
    /// The answer.
    pub answer: Answer,
    /// What is told later, if the message is taken; the times count from its arrival.
    pub notices: Vec<Notice>,
}

/// The answer to a SubmitReq.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Taken, 1000.
    Accept,
    /// Not taken: SubmitRsp with this status.
    Refuse(u16),
    /// Not taken: a SOAP fault with this status.
    Fault(u16),
    /// 4006 to the first so many attempts with one TransactionID and recipient, then taken.
    Busy(u32),
    /// Taken, and the connection is closed without an answer.
    Lost,
    /// Taken, and the connection breaks in the middle of the answer.
    Truncated,
    /// Taken, and the answer is HTTP 200 with something that is not MM7.
    Garbage,
    /// Not taken, and the connection is closed without an answer.
    HangUp,
    /// Not taken: HTTP 500 with a SOAP fault that holds no MM7 status.
    ServerError,
}

/// Something the network tells the gateway about a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When.
    pub when: When,
    /// What.
    pub what: What,
}

/// The moment of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The answer to the submission waits until the gateway has answered the notice, or failed to.
    BeforeAnswer,
    /// So long after the answer was due.
    After(Duration),
}

/// The content of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// DeliveryReportReq with this MMStatus; sent only if the submission asked for delivery reports.
    Delivery(Cow<'static, str>),
    /// ReadReplyReq with this MMStatus; sent only if the submission asked for read replies.
    Read(Cow<'static, str>),
    /// DeliverReq from the handset: this text, and a picture if so.
    Reply {
        /// The text part.
        text: Cow<'static, str>,
        /// Whether a small picture follows the text.
        picture: bool,
    },
}

/// How soon a report follows when the handset fetches the message at once.
const SOON: Duration = Duration::from_millis(500);

impl Behaviour {
    /// This answer at once, and no notices.
    #[must_use]
    pub const fn answering(answer: Answer) -> Self {
        Self {
            latency: Duration::ZERO,
            answer,
            notices: Vec::new(),
        }
    }

    /// Taken and delivered at once.
    #[must_use]
    pub fn delivered() -> Self {
        Self::answering(Answer::Accept).then(SOON, "Retrieved")
    }

    /// With this pause before the answer.
    #[must_use]
    pub const fn slow(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// And then a delivery report with this status, `after` the answer.
    #[must_use]
    pub fn then(self, after: Duration, status: impl Into<Cow<'static, str>>) -> Self {
        self.and(When::After(after), What::Delivery(status.into()))
    }

    /// And then this notice.
    #[must_use]
    pub fn and(mut self, when: When, what: What) -> Self {
        self.notices.push(Notice { when, what });
        self
    }

    /// The behaviour that the number chooses: the default script.
    ///
    /// Only 1 202 555 01xx chooses by its last two digits; any other number, and digits that
    /// concern other parts than an MMSC, behave as 00.
    #[must_use]
    pub fn by_number(submission: &Submission) -> Self {
        match submission.recipient().strip_prefix("120255501") {
            Some("09") if submission.sms.is_some() => {
                Self::answering(Answer::Accept).then(SOON, "UNDELIV")
            }
            Some(digits) if digits.len() == 2 => Self::by_digits(digits, submission),
            _ => Self::delivered(),
        }
    }

    fn by_digits(digits: &str, submission: &Submission) -> Self {
        let accept = || Self::answering(Answer::Accept);
        let s = Duration::from_secs;
        match digits {
            "01" => accept().then(s(30), "Retrieved"),
            "02" => accept().then(SOON, "Expired"),
            "03" => Self::answering(Answer::Refuse(2004)),
            "04" => accept().then(SOON, "Deferred").then(s(5), "Retrieved"),
            "05" => accept(),
            "06" => accept().and(When::BeforeAnswer, What::Delivery("Retrieved".into())),
            "07" => accept()
                .then(SOON, "Retrieved")
                .then(s(1), "Deferred")
                .then(s(2), "Retrieved"),
            "11" => Self {
                answer: Answer::Busy(3),
                ..Self::delivered()
            },
            "12" => Self::answering(Answer::Lost),
            "13" => Self::delivered().and(When::After(s(2)), What::Read("Read".into())),
            "14" => Self::delivered().slow(s(20)),
            "15" => Self::delivered().and(When::After(s(2)), reply("STOP", false)),
            "16" => Self::delivered().and(When::After(s(2)), reply("A picture for you", true)),
            "17" => accept().then(SOON, "Rejected"),
            "18" if is_discovery(submission) => accept(),
            _ => Self::delivered(),
        }
    }
}

fn reply(text: &'static str, picture: bool) -> What {
    What::Reply {
        text: text.into(),
        picture,
    }
}

/// Whether a submission looks like a device discovery message: one slide that holds only text.
fn is_discovery(submission: &Submission) -> bool {
    submission.slides.len() == 1
        && submission.slides[0]
            .objects
            .iter()
            .all(|o| o.element == "text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::Recipient;

    #[track_caller]
    fn check(number: &str, answer: &Answer, words: &[&str]) {
        let recipient = Recipient {
            field: "To".to_owned(),
            form: "Number".to_owned(),
            address: number.to_owned(),
            digits: number.to_owned(),
            display_only: false,
        };
        let behaviour = Behaviour::by_number(&Submission {
            recipients: vec![recipient],
            ..Submission::default()
        });
        let told: Vec<&str> = behaviour
            .notices
            .iter()
            .map(|n| match &n.what {
                What::Delivery(word) | What::Read(word) => word.as_ref(),
                What::Reply { text, .. } => text.as_ref(),
            })
            .collect();
        assert_eq!(
            (&behaviour.answer, told.as_slice()),
            (answer, words),
            "{number}"
        );
    }

    #[test]
    fn the_last_two_digits_choose_the_behaviour() {
        check("12025550100", &Answer::Accept, &["Retrieved"]);
        check("12025550101", &Answer::Accept, &["Retrieved"]);
        check("12025550102", &Answer::Accept, &["Expired"]);
        check("12025550103", &Answer::Refuse(2004), &[]);
        check("12025550104", &Answer::Accept, &["Deferred", "Retrieved"]);
        check("12025550105", &Answer::Accept, &[]);
        check("12025550106", &Answer::Accept, &["Retrieved"]);
        check(
            "12025550107",
            &Answer::Accept,
            &["Retrieved", "Deferred", "Retrieved"],
        );
        check("12025550111", &Answer::Busy(3), &["Retrieved"]);
        check("12025550112", &Answer::Lost, &[]);
        check("12025550113", &Answer::Accept, &["Retrieved", "Read"]);
        check("12025550114", &Answer::Accept, &["Retrieved"]);
        check("12025550115", &Answer::Accept, &["Retrieved", "STOP"]);
        check(
            "12025550116",
            &Answer::Accept,
            &["Retrieved", "A picture for you"],
        );
        check("12025550117", &Answer::Accept, &["Rejected"]);
        check("12025550118", &Answer::Accept, &["Retrieved"]);
        check("12025550199", &Answer::Accept, &["Retrieved"]);
        check("13105550103", &Answer::Accept, &["Retrieved"]);
        check("120255501031", &Answer::Accept, &["Retrieved"]);
    }
}
