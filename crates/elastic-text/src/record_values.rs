//! Values as types. An empty value is how this wire says "unset", so numbers and booleans read it as absent.

use std::str::FromStr;

use crate::error::{Error, ErrorKind, Result};
use crate::record::Record;
use crate::size;

impl Record {
    /// The value of a key that has to be there.
    ///
    /// # Errors
    /// [`ErrorKind::MissingKey`], named.
    pub fn require(&self, key: &str) -> Result<&str> {
        self.get(key).ok_or_else(|| self.missing(key))
    }

    /// The error for a key that has to be there and is not.
    pub fn missing(&self, key: &str) -> Error {
        Error::new(ErrorKind::MissingKey).or_key(key)
    }

    /// The error for a value that is not `expected`, such as "a UUID"; named and placed, without the value.
    pub fn invalid(&self, key: &str, expected: &str) -> Error {
        Error::value(expected).or_key(key).or_position(self.place(key))
    }

    /// The value as a type; absent if the value is empty. `expected` names the type in the error: "a UUID".
    ///
    /// # Errors
    /// [`ErrorKind::Value`], named and placed, without the value.
    pub fn parse<T: FromStr>(&self, key: &str, expected: &str) -> Result<Option<T>> {
        match self.get(key) {
            None | Some("") => Ok(None),
            Some(value) => value.parse().map(Some).map_err(|_| self.invalid(key, expected)),
        }
    }

    /// The value as a whole number; absent if the value is empty.
    ///
    /// # Errors
    /// [`ErrorKind::Value`], named and placed, without the value.
    pub fn u64(&self, key: &str) -> Result<Option<u64>> {
        self.parse(key, "a whole number")
    }

    /// The value as a whole number that may be negative; absent if the value is empty.
    ///
    /// # Errors
    /// [`ErrorKind::Value`], named and placed, without the value.
    pub fn i64(&self, key: &str) -> Result<Option<i64>> {
        self.parse(key, "a whole number")
    }

    /// The value as `true` or `false`; absent if the value is empty.
    ///
    /// # Errors
    /// [`ErrorKind::Value`], named and placed, without the value.
    pub fn bool(&self, key: &str) -> Result<Option<bool>> {
        self.parse(key, "`true` or `false`")
    }

    /// The value as a size in bytes, with or without a suffix (see [`parse_size`](crate::parse_size)); absent
    /// if the value is empty.
    ///
    /// # Errors
    /// [`ErrorKind::Value`], named and placed, without the value.
    pub fn size(&self, key: &str) -> Result<Option<u64>> {
        match self.get(key) {
            None | Some("") => Ok(None),
            Some(value) => match size::parse_size(value) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(_) => Err(self.invalid(key, "a size, such as 1073741824 or 1G")),
            },
        }
    }

    /// The words of the value, which runs of spaces separate: tags, readers, claims. Nothing comes if there is no such
    /// key.
    pub fn list(&self, key: &str) -> impl Iterator<Item = &str> {
        crate::words::split(self.get(key).unwrap_or_default())
    }
}
