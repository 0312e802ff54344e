//! Credits of accounts, and what messages cost.

/// What an account has, in millionths of a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Credit {
    /// All that it has paid and not used, reserved or not.
    pub balance_micros: i64,
    /// What messages under way have reserved of it.
    pub reserved_micros: i64,
}

impl Credit {
    /// What further messages may cost.
    #[must_use]
    pub const fn available_micros(&self) -> i64 {
        self.balance_micros.saturating_sub(self.reserved_micros)
    }
}

/// What becomes of what a message has reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// It is used up: the message was sent.
    Take,
    /// It is free again: the message will never be sent.
    GiveBack,
}
