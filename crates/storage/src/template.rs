//! Lists of templates, their deletion, and the files that it leaves.

use crate::Error;
use crate::job::{Lease, NewJob};
use async_trait::async_trait;
use domain::content::Content;
use domain::id::{AccountId, BlobHash, MmsId};
use jiff::Timestamp;

/// Which templates to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateRange {
    /// Only those made at or after it.
    pub start: Option<Timestamp>,
    /// How many to leave out at the beginning.
    pub skip: u64,
    /// So many at most.
    pub limit: u64,
}

/// Templates of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateList {
    /// How many there are, whatever was left out.
    pub total: u64,
    /// Newest first.
    pub templates: Vec<Content>,
}

/// The deletion of a template.
#[derive(Debug, Clone)]
pub struct Deletion {
    /// Who asks.
    pub account: AccountId,
    /// Which one.
    pub template: MmsId,
    /// When.
    pub at: Timestamp,
    /// Kinds of jobs of the template that have become pointless.
    pub cancels: Vec<&'static str>,
    /// Gives its files up. `subject` is ignored and becomes the template; it is due when the last
    /// send of the template is over, at the earliest at its own time.
    pub job: NewJob,
}

/// Templates, as their owners manage them.
#[async_trait]
pub trait Templates: Send + Sync {
    /// Templates of an account that lists show, newest first.
    async fn templates(
        &self,
        account: AccountId,
        range: TemplateRange,
    ) -> Result<TemplateList, Error>;
    /// Numbers of all templates of an account that lists show, ascending.
    async fn template_ids(&self, account: AccountId) -> Result<Vec<MmsId>, Error>;
    /// Deletes a template. `false`: the account has none of that number that can be deleted.
    /// Messages that show it keep it until they are over.
    async fn delete_template(&self, deletion: Deletion) -> Result<bool, Error>;
    /// Leaves the files of a content to whoever sweeps, and ends the job that does it; while a
    /// message that shows the content is under way, the job is put off instead. When the claim was
    /// lost nothing is done, and that is no error.
    async fn give_up_files(
        &self,
        content: MmsId,
        lease: Lease,
        sweep: NewJob,
        now: Timestamp,
    ) -> Result<(), Error>;
}

/// Files that something has stopped naming.
#[async_trait]
pub trait Leftovers: Send + Sync {
    /// The oldest files that were left until an instant and are not named by anything since.
    async fn leftovers(&self, until: Timestamp, limit: usize) -> Result<Vec<BlobHash>, Error>;
    /// Puts a file off that may be in use again.
    async fn keep_leftover(&self, blob: BlobHash, now: Timestamp) -> Result<(), Error>;
    /// Forgets a file that is gone, and what was made of it; the files of that are left in turn.
    async fn forget_leftover(&self, blob: BlobHash, now: Timestamp) -> Result<(), Error>;
    /// When the oldest one was left.
    async fn oldest_leftover(&self) -> Result<Option<Timestamp>, Error>;
}
