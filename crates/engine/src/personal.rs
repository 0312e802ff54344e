//! What one person reads: the texts of a template with their tags filled.
//!
//! Source: docs/contract.md, merge tags; subject, CustomSubject, CustomText.

use domain::account::Account;
use domain::content::Content;
use domain::fault::{Fault, Kind};
use domain::limits::Limits;
use domain::merge::Data;
use domain::text;
use std::collections::BTreeMap;

/// Whose texts, and with which data they are filled.
#[derive(Clone, Copy)]
pub(crate) struct Personal<'a> {
    pub(crate) account: &'a Account,
    /// `None`: the texts are judged as they are written, tags and all.
    pub(crate) data: Option<&'a Data>,
}

/// A subject as an account sends it; `None` when nothing is left of it.
pub(crate) fn cleaned_subject(account: &Account, given: &str) -> Option<String> {
    let policy = &account.policy;
    text::subject(given, policy.subject_unicode, Limits::of(policy).subject)
}

impl Personal<'_> {
    /// The subject: filled, cleaned and cut.
    ///
    /// # Errors
    ///
    /// [`Kind::SubjectRequired`] when nothing is left of it and the account needs one.
    pub(crate) fn subject(&self, given: Option<&str>) -> Result<Option<String>, Fault> {
        let cleaned = |given| cleaned_subject(self.account, &self.filled(given));
        match given.and_then(cleaned) {
            None if self.account.policy.require_subject => Err(Kind::SubjectRequired.into()),
            subject => Ok(subject),
        }
    }

    /// The text of a fallback SMS.
    ///
    /// # Errors
    ///
    /// [`Kind::TextTooLong`] when it has become too long.
    pub(crate) fn fallback_text(&self, given: Option<&str>) -> Result<Option<String>, Fault> {
        let most = self.limits().fallback_text;
        match given.map(|given| self.filled(given)) {
            Some(long) if text::is_longer(&long, most) => Err(Kind::TextTooLong.limit(most)),
            filled => Ok(filled.filter(|text| !text.trim().is_empty())),
        }
    }

    /// The texts of slides, by 0-based slide, that differ from the stored ones. `custom` goes
    /// before these.
    ///
    /// # Errors
    ///
    /// [`Kind::TextTooLongInSlide`] when one has become too long.
    pub(crate) fn slide_texts(
        &self,
        template: &Content,
        custom: &BTreeMap<usize, String>,
    ) -> Result<BTreeMap<usize, String>, Fault> {
        let mut texts = BTreeMap::new();
        for (index, slide) in template.slides.iter().enumerate() {
            let stored = slide.text.as_deref();
            let Some(text) = custom.get(&index).map(String::as_str).or(stored) else {
                continue;
            };
            let filled = self.filled(text);
            if text::is_longer(&filled, self.limits().text) {
                return Err(Kind::TextTooLongInSlide.slide(index + 1));
            }
            if Some(filled.as_str()) != stored {
                texts.insert(index, filled);
            }
        }
        Ok(texts)
    }

    fn filled(&self, text: &str) -> String {
        self.data
            .map_or_else(|| text.to_owned(), |data| data.fill(text))
    }

    fn limits(&self) -> Limits {
        Limits::of(&self.account.policy)
    }
}
