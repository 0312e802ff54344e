//! Those to whom a call sends: one number, or a list where lists are allowed.
//!
//! The checks of the request fail the whole call; those of a receiver fail the call only when it
//! is the only one, and else nothing but its own block of the answer. Whoever checks receivers
//! need not know which of both it is: see [`Receivers::then`].
//!
//! Source: docs/contract.md, several receivers in one call.

use crate::check::Call;
use domain::fault::{Fault, Kind};
use domain::limits::request::RECEIVERS;
use domain::number::{self, Recipient};
use domain::order::Field;
use futures_util::{StreamExt, stream};

/// Receivers of one call that are judged at a time.
const AT_A_TIME: usize = 16;

/// The receivers of a call in the order of the request, each as far as it has come.
#[derive(Clone)]
pub(crate) struct Receivers<T> {
    /// The only one: its fault is that of the call, and the answer is flat.
    alone: bool,
    /// The number as written, and what became of it.
    each: Vec<(String, Result<T, Fault>)>,
}

impl<T> Receivers<T> {
    /// Takes those that are left one step further, some at a time: a step may ask far away.
    ///
    /// # Errors
    ///
    /// The fault of the only receiver.
    pub(crate) async fn then<U: Send, F>(
        self,
        step: impl Fn(T) -> F + Send + Sync,
    ) -> Result<Receivers<U>, Fault>
    where
        T: Send,
        F: Future<Output = Result<U, Fault>> + Send,
    {
        let step = &step;
        let one = |(given, so_far): (String, Result<T, Fault>)| async move {
            match so_far {
                Ok(receiver) => (given, step(receiver).await),
                Err(fault) => (given, Err(fault)),
            }
        };
        let each = stream::iter(self.each)
            .map(one)
            .buffered(AT_A_TIME)
            .collect();
        Receivers::new(self.alone, each.await)
    }

    /// People whom the request does not name by their numbers: each has a block of its own in the
    /// answer, however few they are.
    pub(crate) const fn listed(each: Vec<(String, Result<T, Fault>)>) -> Self {
        Self { alone: false, each }
    }

    /// Makes something else of those that are left.
    pub(crate) fn map<U>(self, mut make: impl FnMut(T) -> U) -> Receivers<U> {
        let made = |(given, came): (String, Result<T, Fault>)| (given, came.map(&mut make));
        Receivers {
            alone: self.alone,
            each: self.each.into_iter().map(made).collect(),
        }
    }

    fn new(alone: bool, each: Vec<(String, Result<T, Fault>)>) -> Result<Self, Fault> {
        match each.first() {
            Some((_, Err(fault))) if alone => Err(fault.clone()),
            Some(_) | None => Ok(Self { alone, each }),
        }
    }

    /// Refuses all that are left.
    ///
    /// # Errors
    ///
    /// The fault, when there is only one receiver.
    pub(crate) fn refuse(self, fault: &Fault) -> Result<Self, Fault> {
        let refuse = |(given, came): (String, Result<T, Fault>)| {
            (given, came.and_then(|_| Err(fault.clone())))
        };
        let each = self.each.into_iter().map(refuse);
        Self::new(self.alone, each.collect())
    }

    /// Refuses some of those that are left, by their places among them.
    pub(crate) fn refuse_some(mut self, places: &[usize], fault: &Fault) -> Self {
        let left = self.each.iter_mut().filter(|(_, came)| came.is_ok());
        for (place, (_, came)) in left.enumerate() {
            if places.contains(&place) {
                *came = Err(fault.clone());
            }
        }
        self
    }

    /// Whether there is only one, who is answered flat.
    pub(crate) const fn is_alone(&self) -> bool {
        self.alone
    }

    /// Those that are left.
    pub(crate) fn left(&self) -> impl Iterator<Item = &T> {
        self.each.iter().filter_map(|(_, came)| came.as_ref().ok())
    }

    /// The only receiver, or all of a list with the numbers as written.
    pub(crate) fn into_answer(mut self) -> Answered<T> {
        match (self.alone, self.each.pop()) {
            (true, Some((_, Ok(only)))) => Answered::Alone(only),
            (_, last) => {
                self.each.extend(last);
                Answered::Each(self.each)
            }
        }
    }
}

/// How a call is answered.
pub(crate) enum Answered<T> {
    /// Flat.
    Alone(T),
    /// With one block for each.
    Each(Vec<(String, Result<T, Fault>)>),
}

impl<T> Answered<T> {
    /// Makes something else of those that are left.
    pub(crate) fn map<U>(self, mut make: impl FnMut(T) -> U) -> Answered<U> {
        match self {
            Self::Alone(only) => Answered::Alone(make(only)),
            Self::Each(each) => {
                let made = each
                    .into_iter()
                    .map(|(given, came)| (given, came.map(&mut make)));
                Answered::Each(made.collect())
            }
        }
    }
}

impl Call<'_> {
    /// Who is named as receiver. `missing` is the code when there is none.
    ///
    /// # Errors
    ///
    /// What is wrong with the only receiver, or with the list as a whole.
    pub(crate) fn receivers(&self, missing: Kind) -> Result<Receivers<Recipient>, Fault> {
        let given = self.given(Field::To)?;
        let to = given.ok_or_else(|| Fault::from(missing))?;
        let lists = self
            .manners
            .multi_recipient
            .is_some_and(|default| self.account.policy.multi_recipient.unwrap_or(default));
        let list = match to.contains(',') {
            true if lists => number::list(to),
            true | false => vec![(to.to_owned(), Recipient::parse(to))],
        };
        match list.len() {
            0 => return Err(Kind::InvalidReceiver.because("a list without numbers")),
            1..=RECEIVERS => {}
            _ => return Err(Kind::TooManyReceivers.into()),
        }
        let alone = list.len() == 1;
        let judged = list
            .into_iter()
            .map(|(given, number)| (given, self.real(number)));
        Receivers::new(alone, judged.collect())
    }

    /// The one receiver of an action that never takes a list.
    ///
    /// # Errors
    ///
    /// `missing`, or what is wrong with the number.
    pub(crate) fn receiver(&self, missing: Kind) -> Result<Receivers<Recipient>, Fault> {
        let given = self.given(Field::To)?;
        let to = given.ok_or_else(|| Fault::from(missing))?;
        Receivers::new(true, vec![(to.to_owned(), self.real(Recipient::parse(to)))])
    }

    /// A number that somebody may have; test accounts have others.
    pub(crate) fn real(&self, number: Result<Recipient, Kind>) -> Result<Recipient, Fault> {
        let number = number?;
        match self.issuer().is_real(&number) {
            true => Ok(number),
            false => Err(Kind::InvalidReceiver.because("a number of fiction on a live account")),
        }
    }
}
