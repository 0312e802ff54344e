//! Whether an account can pay.
//!
//! The price is reserved in the transaction that accepts a message ([`crate::accept`]), used up
//! when the customer is told that it was sent, and given back when it never will be
//! ([`crate::moves`]). What is looked at before only spares the work. Guarantee: however many calls
//! come at once, no account reserves more than it has.
//!
//! Source: docs/contract.md, billing and order of checks, step 14.

use crate::Error;
use crate::check::Call;
use crate::price::{Priced, price};
use domain::account::Billing;
use domain::command::Addressee;
use domain::fault::{Fault, Kind};

impl Call<'_> {
    /// Step 14 for a receiver that came so far: whether the account can pay for a message, as far
    /// as that is known before it is accepted.
    pub(crate) async fn paid(
        &self,
        addressee: Addressee,
        priced: Priced<'_>,
    ) -> Result<Addressee, Fault> {
        if self.issuer().magic(&addressee.to) == Some(Kind::BillingProblem) {
            return Err(Kind::BillingProblem.into());
        }
        match self.account.policy.billing {
            Billing::Free => Ok(addressee),
            Billing::Hold => Err(Kind::BillingProblem.because("the account is on hold")),
            Billing::Prepaid => {
                let price = price(self.ctx, self.account, priced);
                let credit = self.ctx.store.credit(self.account.id).await;
                let credit = credit.map_err(|error| Error::from(error).into_fault())?;
                match i128::from(price) <= i128::from(credit.available_micros()) {
                    true => Ok(addressee),
                    false => Err(Kind::BillingProblem.because("the credits do not suffice")),
                }
            }
        }
    }
}
