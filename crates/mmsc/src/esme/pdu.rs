//! PDUs of SMPP by hand: what is read of an ESME, strictly, and what is said to it.
//!
//! Shares nothing with the gateway's codec. Guarantee: never panics on input.
//!
//! Source: SMPP 3.4 §3.2 (header), §4.4.1 (submit_sm), §4.6.1 (deliver_sm), §5.1.2.1 (command_id),
//! §5.3 (optional parameters).

/// command_ids.
pub(crate) const GENERIC_NACK: u32 = 0x8000_0000;
pub(crate) const SUBMIT_SM: u32 = 4;
pub(crate) const DELIVER_SM: u32 = 5;
pub(crate) const DELIVER_SM_RESP: u32 = 0x8000_0005;
pub(crate) const UNBIND: u32 = 6;
pub(crate) const BIND_TRANSCEIVER: u32 = 9;
pub(crate) const ENQUIRE_LINK: u32 = 0x15;
pub(crate) const ANSWER: u32 = 0x8000_0000;

/// A header and what follows it.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) id: u32,
    pub(crate) status: u32,
    pub(crate) sequence: u32,
    pub(crate) body: Vec<u8>,
}

impl Frame {
    /// A PDU without its length.
    pub(crate) fn of(octets: &[u8]) -> Option<Self> {
        let field = |at: usize| {
            let octets = octets.get(at..at + 4)?.try_into().ok()?;
            Some(u32::from_be_bytes(octets))
        };
        Some(Self {
            id: field(0)?,
            status: field(4)?,
            sequence: field(8)?,
            body: octets.get(12..)?.to_vec(),
        })
    }

    /// The whole PDU.
    pub(crate) fn octets(&self) -> Vec<u8> {
        let length = u32::try_from(16 + self.body.len()).unwrap_or(u32::MAX);
        let head = [length, self.id, self.status, self.sequence].map(u32::to_be_bytes);
        [head.concat(), self.body.clone()].concat()
    }
}

/// An address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Address {
    pub(crate) ton: u8,
    pub(crate) npi: u8,
    pub(crate) text: String,
}

/// A submit_sm.
#[derive(Debug, Clone, Default)]
pub(crate) struct Submit {
    pub(crate) source: Address,
    pub(crate) destination: Address,
    pub(crate) esm_class: u8,
    pub(crate) schedule: String,
    pub(crate) validity: String,
    pub(crate) registered_delivery: u8,
    pub(crate) data_coding: u8,
    pub(crate) text: Vec<u8>,
    pub(crate) parameters: Vec<(u16, Vec<u8>)>,
}

impl Submit {
    /// Reads the body of one; what is wrong with its form.
    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        let mut from = Reader(body);
        let mut submit = Self::default();
        from.text("service_type", 6)?;
        submit.source = from.address("source_addr")?;
        submit.destination = from.address("destination_addr")?;
        submit.esm_class = from.octet("esm_class")?;
        from.octet("protocol_id")?;
        from.octet("priority_flag")?;
        submit.schedule = from.text("schedule_delivery_time", 17)?;
        submit.validity = from.text("validity_period", 17)?;
        submit.registered_delivery = from.octet("registered_delivery")?;
        from.octet("replace_if_present_flag")?;
        submit.data_coding = from.octet("data_coding")?;
        from.octet("sm_default_msg_id")?;
        let length = from.octet("sm_length")?;
        submit.text = from.octets("short_message", usize::from(length))?;
        while !from.0.is_empty() {
            let tag = from.number("a tag")?;
            let length = usize::from(from.number("a length")?);
            submit
                .parameters
                .push((tag, from.octets("a value", length)?));
        }
        Ok(submit)
    }

    /// The value of a parameter.
    pub(crate) fn parameter(&self, tag: u16) -> Option<&[u8]> {
        let found = self.parameters.iter().find(|(known, _)| *known == tag);
        found.map(|(_, value)| value.as_slice())
    }
}

/// Octets that are being read.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl Reader<'_> {
    fn octets(&mut self, what: &str, count: usize) -> Result<Vec<u8>, String> {
        let split = self.0.split_at_checked(count);
        let (taken, rest) = split.ok_or_else(|| format!("{what} is cut off"))?;
        self.0 = rest;
        Ok(taken.to_vec())
    }

    pub(crate) fn octet(&mut self, what: &str) -> Result<u8, String> {
        Ok(self.octets(what, 1)?[0])
    }

    fn number(&mut self, what: &str) -> Result<u16, String> {
        let octets = self.octets(what, 2)?;
        Ok(u16::from_be_bytes([octets[0], octets[1]]))
    }

    /// A text that a NUL ends, of at most `most` octets with it.
    pub(crate) fn text(&mut self, what: &str, most: usize) -> Result<String, String> {
        let end = self.0.iter().take(most).position(|octet| *octet == 0);
        let end = end.ok_or_else(|| format!("{what} has no NUL within {most} octets"))?;
        let text = self.octets(what, end + 1)?;
        String::from_utf8(text[..end].to_vec()).map_err(|_| format!("{what} is not ASCII"))
    }

    fn address(&mut self, what: &str) -> Result<Address, String> {
        Ok(Address {
            ton: self.octet(what)?,
            npi: self.octet(what)?,
            text: self.text(what, 21)?,
        })
    }
}

/// What is told to the ESME in a deliver_sm.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) from: String,
    pub(crate) to: String,
    kind: Kind,
    octets: Vec<u8>,
}

/// The sort of a deliver_sm.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Receipt,
    /// Characters that are ASCII and septets alike.
    Plain,
    /// UCS-2 after a user data header.
    Part,
}

/// Units of UCS-2 beside a header of 6 octets.
const UNITS: usize = 67;

impl Told {
    /// A receipt.
    pub(crate) fn receipt(from: &str, to: &str, text: &str) -> Self {
        Self::new((from, to), Kind::Receipt, text.as_bytes().to_vec())
    }

    /// A text from a handset: plain letters in one, everything else as parts in UCS-2 that are cut
    /// where a part is full, be it between the two halves of a character.
    pub(crate) fn text(from: &str, to: &str, reference: u8, text: &str) -> Vec<Self> {
        let is_plain = |it: u8| it == b' ' || it.is_ascii_alphanumeric();
        if text.len() <= 160 && text.bytes().all(is_plain) {
            return vec![Self::new((from, to), Kind::Plain, text.as_bytes().to_vec())];
        }
        let units: Vec<u16> = text.encode_utf16().collect();
        let total = u8::try_from(units.chunks(UNITS).count()).unwrap_or(u8::MAX);
        let part = |(number, units): (u8, &[u16])| {
            let header = [5, 0, 3, reference, total, number];
            let octets = units.iter().flat_map(|unit| unit.to_be_bytes());
            Self::new(
                (from, to),
                Kind::Part,
                header.into_iter().chain(octets).collect(),
            )
        };
        (1..=total).zip(units.chunks(UNITS)).map(part).collect()
    }

    fn new((from, to): (&str, &str), kind: Kind, octets: Vec<u8>) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            kind,
            octets,
        }
    }

    /// The body of the deliver_sm.
    pub(crate) fn body(&self) -> Vec<u8> {
        let (esm_class, coding) = match self.kind {
            Kind::Receipt => (4, 0),
            Kind::Plain => (0, 0),
            Kind::Part => (0x40, 8),
        };
        let mut body = vec![0];
        for address in [&self.from, &self.to] {
            body.extend([1, 1]);
            body.extend(address.bytes());
            body.push(0);
        }
        body.extend([esm_class, 0, 0, 0, 0, 0, 0, coding, 0]);
        body.push(u8::try_from(self.octets.len()).unwrap_or(u8::MAX));
        body.extend(self.octets.iter().take(usize::from(u8::MAX)));
        body
    }
}
