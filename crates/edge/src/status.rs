//! A page for operators: what the gateway is doing, as a table that a terminal shows well.
//!
//! Seen only from addresses that the settings name; for others it does not exist. Guarantee: the
//! store is asked at most once in two seconds, and by a few counting queries only.

use crate::answer::{self, Refusal};
use crate::caller;
use crate::face::Face;
use crate::visit::Visit;
use axum::extract::{Extension, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long a page is good.
const FRESH: Duration = Duration::from_secs(2);

/// How long the store may take for one of the questions.
const PATIENCE: Duration = Duration::from_secs(5);

/// Shows the page.
pub(crate) async fn page(
    State(face): State<Arc<Face>>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    board: Arc<Board>,
) -> Response {
    let address = caller::address(&face.settings, visit.peer, &headers);
    if !face
        .settings
        .status_from
        .iter()
        .any(|network| network.contains(address))
    {
        return answer::plain(
            StatusCode::NOT_FOUND,
            format!("{}\n", Refusal::Path.words()),
        );
    }
    answer::plain(StatusCode::OK, board.text().await)
}

/// The page, kept for a moment.
pub(crate) struct Board {
    face: Arc<Face>,
    last: Mutex<Option<(Instant, String)>>,
}

impl Board {
    /// An empty one.
    pub(crate) fn new(face: &Arc<Face>) -> Self {
        Self {
            face: Arc::clone(face),
            last: Mutex::default(),
        }
    }

    async fn text(&self) -> String {
        let mut last = self.last.lock().await;
        match &*last {
            Some((made, text)) if made.elapsed() < FRESH => text.clone(),
            Some(_) | None => {
                let text = write(&self.face).await;
                *last = Some((Instant::now(), text.clone()));
                text
            }
        }
    }
}

async fn write(face: &Face) -> String {
    let mut table = Table::default();
    let up = face.began.elapsed();
    table.row("up", &span(up));
    table.row(
        "state",
        if face.is_draining() {
            "stopping"
        } else {
            "serving"
        },
    );
    for (name, value) in &face.settings.facts {
        table.row(name, value);
    }
    let store = &face.ctx.store;
    let parked = asked(store.parked_reports()).await;
    table.row(
        "parked reports",
        &parked.map_or_else(|why| why, |count| count.to_string()),
    );
    table.head("messages", "count");
    match asked(store.states()).await {
        Ok(states) => {
            for (state, count) in states {
                table.row(state.word(), &count.to_string());
            }
        }
        Err(why) => table.row("unknown", &why),
    }
    table.head("queues", "jobs, longest wait");
    match asked(store.depths(face.ctx.clock.now())).await {
        Ok(mut depths) => {
            depths.sort_by(|one, other| one.queue.cmp(&other.queue));
            for depth in depths {
                let wait = span(Duration::from_millis(depth.waiting_ms));
                table.row(&depth.queue, &format!("{}, {wait}", depth.jobs));
            }
        }
        Err(why) => table.row("unknown", &why),
    }
    table.text()
}

/// What the store answers, or a few words for the table.
async fn asked<T, E: std::fmt::Display>(
    question: impl Future<Output = Result<T, E>>,
) -> Result<T, String> {
    match tokio::time::timeout(PATIENCE, question).await {
        Ok(answer) => answer.map_err(|error| format!("not known: {error}")),
        Err(_) => Err("not known: the store does not answer".to_owned()),
    }
}

/// Names and values in two columns.
#[derive(Default)]
struct Table(Vec<Line>);

enum Line {
    Head(String, String),
    Row(String, String),
}

impl Table {
    fn head(&mut self, name: &str, value: &str) {
        self.0
            .push(Line::Head(name.to_uppercase(), value.to_uppercase()));
    }

    fn row(&mut self, name: &str, value: &str) {
        self.0.push(Line::Row(name.to_owned(), value.to_owned()));
    }

    /// The lines, values one below the other, an empty line before each head.
    fn text(&self) -> String {
        let names = self.0.iter().map(|line| match line {
            Line::Head(name, _) | Line::Row(name, _) => name.chars().count(),
        });
        let width = names.max().unwrap_or(0);
        let mut text = String::new();
        for line in &self.0 {
            let (gap, name, value) = match line {
                Line::Head(name, value) => ("\n", name, value),
                Line::Row(name, value) => ("", name, value),
            };
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{gap}{name:<width$}  {value}");
        }
        text
    }
}

/// A time in its two largest units.
fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min {} s", seconds % 60),
        (0, _, _) => format!("{hours} h {minutes} min"),
        (_, _, _) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seconds: u64, expected: &str) {
        assert_eq!(span(Duration::from_secs(seconds)), expected);
    }

    #[test]
    fn a_time_is_shown_in_its_two_largest_units() {
        check(0, "0 s");
        check(59, "59 s");
        check(61, "1 min 1 s");
        check(3_600, "1 h 0 min");
        check(90_061, "1 d 1 h");
    }

    #[test]
    fn values_stand_one_below_the_other() {
        let mut table = Table::default();
        table.row("up", "1 s");
        table.head("queues", "jobs");
        table.row("submit/a", "3");
        assert_eq!(
            table.text(),
            "up        1 s\n\nQUEUES    JOBS\nsubmit/a  3\n"
        );
    }
}
