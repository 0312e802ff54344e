//! Which template a request means.

use super::Call;
use domain::fault::{Fault, Kind};
use domain::id::MmsId;
use domain::order::Field;

impl Call<'_> {
    /// The number of the template that the request names.
    pub(crate) fn mms_id(&self) -> Result<MmsId, Fault> {
        let given = self.given(Field::MmsId)?;
        let given = given.ok_or_else(|| Fault::from(Kind::MmsIdRequired))?;
        MmsId::parse(given).ok_or_else(|| self.manners.mms_id_malformed.into())
    }
}
