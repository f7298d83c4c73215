//! Orders: what is to be subscribed to, from when, for how long.

use crate::{
    cloudsigma::{
        dates::{date, months_after, with_minutes},
        wire::Refusal,
    },
    family::{problem::Problem, wire::Form},
};
use jiff::civil::DateTime;

/// The resources that can be subscribed to in one order.
const RESOURCES: [&str; 4] = ["cpu", "mem", "disk", "xfer"];
pub(super) const SOFTWARE: [&str; 3] = ["msft_lwa_00135", "msft_p73_04837", "msft_tfa_00009"];

/// The most months, addresses or VLANs, and units of anything else, in one order.
const MONTHS: u64 = 120;
const NETWORK: u64 = 100;
const QUANTITY: u64 = 1_000_000_000;

/// An order that holds together.
#[derive(Debug)]
pub(in crate::cloudsigma) struct Order {
    /// Types and quantities, none of them zero.
    pub(super) wanted: Vec<(&'static str, u64)>,
    pub(super) start: DateTime,
    pub(super) end: DateTime,
    pub(super) months: u64,
}

impl Order {
    /// Resources: as the sample has it, or `type` and `quantity` as the table does.
    pub(in crate::cloudsigma) fn resources(form: &Form) -> Result<Self, Refusal> {
        Reader::new(form).read(|reader| {
            let minimum = [
                ("cpu", 2000, "The minimum CPU subscription is 2000 core MHz"),
                ("mem", 1024, "The minimum memory subscription is 1024 MB"),
            ];
            let table = reader.form.get("type").and_then(|kind| RESOURCES.iter().find(|one| *one == kind));
            let mut wanted = Vec::new();
            for kind in RESOURCES {
                let key = if table.is_some_and(|one| *one == kind) { "quantity" } else { kind };
                let Some(quantity) = reader.number(key, QUANTITY).filter(|quantity| *quantity > 0) else {
                    continue;
                };
                if let Some((_, _, why)) =
                    minimum.iter().find(|(one, least, _)| *one == kind && quantity < *least)
                {
                    reader.wrong(key, why);
                }
                wanted.push((kind, quantity));
            }
            if table.is_none() && reader.form.contains_key("type") {
                reader.wrong("type", "* Only cpu, mem, disk and xfer can be subscribed to here.");
            }
            reader.known(&["cpu", "mem", "disk", "xfer", "type", "quantity"]);
            if wanted.is_empty() {
                reader.wrong("cpu", "* Nothing is ordered.");
            }
            wanted
        })
    }

    /// So many addresses or VLANs.
    pub(in crate::cloudsigma) fn network(kind: &'static str, form: &Form) -> Result<Self, Refusal> {
        Reader::new(form).read(|reader| {
            reader.known(&["quantity", "type"]);
            if reader.form.get("type").is_some_and(|one| one != kind) {
                reader.wrong("type", "* This is another type of subscription.");
            }
            match reader.number("quantity", NETWORK) {
                None if !reader.form.contains_key("quantity") => {
                    reader.wrong("quantity", "This field is required.");
                }
                Some(0) => reader.wrong("quantity", "* At least 1 is expected."),
                Some(quantity) => return vec![(kind, quantity)],
                None => {}
            }
            Vec::new()
        })
    }

    /// Licences.
    pub(in crate::cloudsigma) fn software(form: &Form) -> Result<Self, Refusal> {
        Reader::new(form).read(|reader| {
            reader.known(&SOFTWARE);
            let wanted: Vec<(&'static str, u64)> = SOFTWARE
                .into_iter()
                .filter_map(|kind| Some((kind, reader.number(kind, QUANTITY).filter(|many| *many > 0)?)))
                .collect();
            if wanted.is_empty() {
                reader.wrong(SOFTWARE[0], "* Nothing is ordered.");
            }
            wanted
        })
    }
}

/// For how many months a subscription is to be extended.
pub(in crate::cloudsigma) fn extension(form: &Form) -> Result<u64, Refusal> {
    let mut reader = Reader::new(form);
    if let Some(key) = form.keys().find(|key| *key != "months") {
        reader.wrong(key, "* This is no field of this object.");
    }
    match reader.months() {
        Some(months) if reader.errors.is_empty() => Ok(months),
        _ => Err(Problem::Fields(reader.errors).into()),
    }
}

struct Reader<'a> {
    form: &'a Form,
    errors: Vec<(String, String)>,
}

impl<'a> Reader<'a> {
    fn new(form: &'a Form) -> Self {
        Self { form, errors: Vec::new() }
    }

    /// The refusal shows what was submitted, with both dates and without the months, as the samples have it.
    fn read(mut self, wanted: impl FnOnce(&mut Self) -> Vec<(&'static str, u64)>) -> Result<Order, Refusal> {
        let wanted = wanted(&mut self);
        let (start, months) = (self.start(), self.months());
        let end = start.zip(months).map(|(start, months)| months_after(start, months as i32));
        if let (Some(start), Some(end), Some(months), true) = (start, end, months, self.errors.is_empty()) {
            return Ok(Order { wanted, start, end, months });
        }
        let mut echo = self.form.clone();
        if months.is_some() {
            echo.remove("months");
        }
        if !echo.contains_key("start_date") {
            echo.entry("start_time".to_owned()).or_default();
        }
        echo.insert("end_time".to_owned(), end.map(with_minutes).unwrap_or_default());
        Err(Refusal { problem: Problem::Fields(self.errors), echo: Some(echo) })
    }

    /// The manual's tables say `start_date`, its samples `start_time`.
    fn start(&mut self) -> Option<DateTime> {
        let key = if self.form.contains_key("start_date") { "start_date" } else { "start_time" };
        let Some(text) = self.form.get(key).filter(|text| !text.is_empty()) else {
            self.wrong(key, "This field is required.");
            return None;
        };
        let start = date(key, text).ok();
        if start.is_none() {
            self.wrong(key, "* A date and time such as 2010-03-20 13:20 is expected.");
        }
        start
    }

    fn months(&mut self) -> Option<u64> {
        if self.form.get("months").is_none_or(String::is_empty) {
            self.wrong("months", "This field is required.");
            return None;
        }
        let months = self.number("months", MONTHS);
        if months == Some(0) {
            self.wrong("months", "* At least 1 is expected.");
            return None;
        }
        months
    }

    /// A whole number, if the key is there.
    fn number(&mut self, key: &str, most: u64) -> Option<u64> {
        let text = self.form.get(key)?;
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && *number <= most);
        if number.is_none() {
            self.wrong(key, &format!("* A whole number up to {most} is expected."));
        }
        number
    }

    fn known(&mut self, keys: &[&str]) {
        let dates = ["months", "start_date", "start_time"];
        let unknown: Vec<&String> = self
            .form
            .keys()
            .filter(|key| !keys.contains(&key.as_str()) && !dates.contains(&key.as_str()))
            .collect();
        for key in unknown {
            self.wrong(key, "* This is no field of this object.");
        }
    }

    fn wrong(&mut self, key: &str, why: &str) {
        self.errors.push((key.to_owned(), why.to_owned()));
    }
}
