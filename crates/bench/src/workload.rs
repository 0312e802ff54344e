//! One action measured: gateway and floor in turns, on the same disk, with the same carrier, by the same customers.
//!
//! Guarantee: both are warmed up before; a round begins when the one before has reached its end; nothing is left when
//! this returns.

use crate::carrier;
use crate::clock::now;
use crate::disk::{self, Disk};
use crate::error::Error;
use crate::figures::{Figures, millis, percentile};
use crate::floor::{self, Floor};
use crate::gateway::{API_PATH, Gateway, Place, SENDER};
use crate::load::{Load, Target};
use crate::photo::Photos;
use crate::process;
use crate::program::Program;
use crate::receiver::{Receiver, between};
use bytes::Bytes;
use clap::ValueEnum;
use serde::Serialize;
use server::client::{Call, Slide};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
pub(crate) enum Action {
    /// A template with one photograph, which is adapted once.
    #[value(name = "sendSavedMMS")]
    #[serde(rename = "sendSavedMMS")]
    SendSaved,
    /// A photograph of its own for each call: fetched, decoded and adapted.
    #[value(name = "sendMMS")]
    #[serde(rename = "sendMMS")]
    Send,
}

impl Action {
    /// Calls in a round, of those asked for: pictures take so much longer that a tenth is enough.
    fn messages(self, asked: u64) -> u64 {
        match self {
            Self::SendSaved => asked,
            Self::Send => asked.div_ceil(10),
        }
    }
}

/// How it is measured.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The program `wirephoto`.
    pub(crate) program: PathBuf,
    /// Where folders for data are made and removed.
    pub(crate) folder: PathBuf,
    /// The customers of one round.
    pub(crate) load: Load,
    /// Rounds of each side.
    pub(crate) rounds: usize,
    /// Exchanges open with the carrier at the same time.
    pub(crate) window: usize,
    /// How long the carrier takes for each answer.
    pub(crate) latency: Duration,
}

/// What was measured, round by round.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Measured {
    /// What was called.
    pub(crate) action: Action,
    /// Calls in a round.
    pub(crate) messages: u64,
    /// The disk, just before.
    pub(crate) disk: Disk,
    /// Bytes of one request to the carrier.
    pub(crate) wire_bytes: usize,
    /// Rounds of the gateway.
    pub(crate) gateway: Vec<Figures>,
    /// Rounds of the floor.
    pub(crate) floor: Vec<Figures>,
}

/// Measures one action.
pub(crate) async fn measure(plan: &Plan, action: Action) -> Result<Measured, Error> {
    let disk = disk::measure(&plan.folder)?;
    let folder = tempfile::tempdir_in(&plan.folder);
    let folder = folder.map_err(Error::doing(format!("make a folder in {:?}", plan.folder)))?;
    let stage = Stage::set(plan, folder.path()).await?;
    let document = stage.document(action, plan.load.limit).await?;
    let load = Load {
        messages: action.messages(plan.load.messages),
        ..plan.load
    };
    let warm_up = Load {
        messages: load.messages.div_ceil(10),
        ..load
    };
    let ours = Side::Gateway(&stage);
    let mut first = 1;
    ours.round(&warm_up, &document, &mut first).await?;
    let wire_bytes = stage.wire_bytes()?;
    let floor = stage.floor(plan, folder.path(), wire_bytes).await?;
    let theirs = Side::Floor(&stage, &floor);
    theirs.round(&warm_up, &document, &mut first).await?;
    let (mut of_gateway, mut of_floor) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        of_floor.push(theirs.round(&load, &document, &mut first).await?);
        of_gateway.push(ours.round(&load, &document, &mut first).await?);
    }
    Ok(Measured {
        action,
        messages: load.messages,
        disk,
        wire_bytes,
        gateway: of_gateway,
        floor: of_floor,
    })
}

/// Makes the document of a call from its number.
type Document = Arc<dyn Fn(u64) -> Bytes + Send + Sync>;

/// Everything that plays together.
struct Stage {
    carrier: mmsc::Running,
    receiver: Receiver,
    photos: Arc<Photos>,
    gateway: Gateway,
}

impl Stage {
    async fn set(plan: &Plan, folder: &Path) -> Result<Self, Error> {
        let carrier = carrier::start(plan.latency).await?;
        let receiver = Receiver::start().await?;
        let place = Place {
            program: &plan.program,
            folder,
            carrier: carrier.url(),
            window: plan.window,
            postbacks: receiver.url(),
        };
        let gateway = Gateway::start(&place).await?;
        carrier.set_callback(gateway.callback());
        let photos = Arc::new(Photos::start().await?);
        Ok(Self {
            carrier,
            receiver,
            photos,
            gateway,
        })
    }

    async fn floor(&self, plan: &Plan, folder: &Path, size: usize) -> Result<Floor, Error> {
        let args = floor::Args {
            database: folder.join("floor.db"),
            sink: self.carrier.addr(),
            size,
            window: plan.window,
        };
        Floor::start(&args).await
    }

    /// What is called; saves the template first, if one is needed.
    async fn document(&self, action: Action, limit: Duration) -> Result<Document, Error> {
        let key = self.gateway.key.clone();
        match action {
            Action::SendSaved => {
                let id = self.template(limit).await?;
                let call = call("sendSavedMMS", vec![("MMSID", id)], Vec::new());
                let document = Bytes::from(call.document(&key));
                Ok(Arc::new(move |_| document.clone()))
            }
            Action::Send => {
                let photos = Arc::clone(&self.photos);
                Ok(Arc::new(move |number| {
                    let call = call("sendMMS", named(), slides(&photos, number));
                    Bytes::from(call.document(&key))
                }))
            }
        }
    }

    /// Saves a template and waits until it is ready; its id.
    async fn template(&self, limit: Duration) -> Result<String, Error> {
        let call = Call {
            action: "saveMMS",
            fields: named(),
            slides: slides(&self.photos, 0),
        };
        let answer = crate::load::post(
            self.gateway.address,
            API_PATH,
            Bytes::from(call.document(&self.gateway.key)),
        );
        let answer = answer.await?;
        self.receiver.ready(limit).await?;
        let id = between(&answer, "<MMSID>", "</MMSID>").map(str::to_owned);
        id.ok_or_else(|| Error::said(format!("saveMMS was answered without an id: {answer}")))
    }

    /// Bytes of the request that the carrier got last.
    fn wire_bytes(&self) -> Result<usize, Error> {
        let last = self.carrier.log().last(1).pop();
        let none = || Error::said("the carrier got nothing");
        last.map(|submission| submission.wire_bytes)
            .ok_or_else(none)
    }
}

/// A call to the receiver, from the sender.
fn call(action: &'static str, mut fields: Vec<(&'static str, String)>, slides: Vec<Slide>) -> Call {
    fields.push(("TO", "12025550100".to_owned()));
    fields.push(("FROM", SENDER.to_owned()));
    Call {
        action,
        fields,
        slides,
    }
}

/// What a content is called, and its subject.
fn named() -> Vec<(&'static str, String)> {
    let fields = [("NAME", "bench"), ("SUBJECT", "A photograph")];
    fields
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
}

fn slides(photos: &Photos, number: u64) -> Vec<Slide> {
    vec![Slide {
        file: Some(("IMAGE", photos.url(number))),
        text: Some("A photograph from a telephone.".to_owned()),
        duration_s: Some(5),
    }]
}

/// Whose turn it is.
#[derive(Clone, Copy)]
enum Side<'a> {
    Gateway(&'a Stage),
    Floor(&'a Stage, &'a Floor),
}

impl Side<'_> {
    /// Calls, waits until everything has reached its end, and says what it took.
    async fn round(
        &self,
        load: &Load,
        document: &Document,
        first: &mut u64,
    ) -> Result<Figures, Error> {
        let (us, them) = (process::usage(std::process::id())?, self.program().usage()?);
        let (before, began) = (self.ended(), now());
        let answers = load.run(self.target(document), *first).await?;
        *first += load.messages;
        let count = answers.took.len();
        self.wait(before + count as u64, load.limit).await?;
        let elapsed = began.elapsed().as_secs_f64();
        let thousands = count as f64 / 1_000.0;
        let us = process::usage(std::process::id())?.cpu_s - us.cpu_s;
        let used = self.program().usage()?;
        Ok(Figures {
            accepted_per_s: count as f64 / answers.elapsed.as_secs_f64(),
            delivered_per_s: count as f64 / elapsed,
            answer_p50_ms: millis(percentile(&answers.took, 50)),
            answer_p99_ms: millis(percentile(&answers.took, 99)),
            cpu_s_per_1000: (used.cpu_s - them.cpu_s) / thousands,
            around_cpu_s_per_1000: us / thousands,
            peak_memory_mb: used.peak_memory_mb,
        })
    }

    const fn program(&self) -> &Program {
        match self {
            Self::Gateway(stage) => &stage.gateway.program,
            Self::Floor(_, floor) => &floor.program,
        }
    }

    fn target(&self, document: &Document) -> Target {
        let address = match self {
            Self::Gateway(stage) => stage.gateway.address,
            Self::Floor(_, floor) => floor.address,
        };
        Target {
            address,
            path: API_PATH,
            document: Arc::clone(document),
        }
    }

    /// Messages that have reached their end so far: told as delivered, or taken by the carrier.
    fn ended(&self) -> u64 {
        match self {
            Self::Gateway(stage) => stage.receiver.delivered(),
            Self::Floor(stage, _) => stage.carrier.log().accepted() as u64,
        }
    }

    async fn wait(&self, count: u64, limit: Duration) -> Result<(), Error> {
        match self {
            Self::Gateway(stage) => stage.receiver.wait_for_delivered(count, limit).await,
            Self::Floor(stage, _) => {
                let count = usize::try_from(count).unwrap_or(usize::MAX);
                let waited = stage.carrier.log().wait_for_accepted(count, limit).await;
                waited.map_err(Error::doing("wait for what the floor forwards"))
            }
        }
    }
}
