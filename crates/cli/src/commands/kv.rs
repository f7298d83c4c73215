use crate::args::{KvCommand, Shape};
use crate::context::Context;
use anycloud::{Error, Result};
use anycloud_elastic_text::{Encoder, Record, decode_list, decode_object, decode_objects};
use serde::de::DeserializeOwned;
use std::io::{Read, stdin};

pub(super) fn run(context: &Context, command: &KvCommand) -> Result<()> {
    let mut input = Vec::new();
    stdin().read_to_end(&mut input).map_err(|e| Error::invalid(format!("stdin cannot be read: {e}")))?;
    match command {
        KvCommand::Decode { shape: Shape::List } => {
            context.out.document(&decode_list(&input).map_err(refused)?)
        }
        KvCommand::Decode { shape: Shape::Object } => {
            context.out.document(&decode_object(&input).map_err(refused)?)
        }
        KvCommand::Decode { shape: Shape::Objects } => {
            context.out.document(&decode_objects(&input).map_err(refused)?)
        }
        KvCommand::Encode { shape, lossy } => context.out.text(&encode(*shape, *lossy, &input)?),
    }
}

fn encode(shape: Shape, lossy: bool, input: &[u8]) -> Result<String> {
    let encoder = Encoder::new().lossy_backslash_n(lossy);
    let text = match shape {
        Shape::List => encoder.list(json::<Vec<String>>(input, "an array of texts")?),
        Shape::Object => encoder.object(&json(input, "an object of texts")?),
        Shape::Objects => encoder.objects(&json::<Vec<Record>>(input, "an array of objects of texts")?),
    };
    text.map_err(refused)
}

fn json<T: DeserializeOwned>(input: &[u8], wanted: &str) -> Result<T> {
    serde_json::from_slice(input).map_err(|e| Error::invalid(format!("stdin is not JSON of {wanted}: {e}")))
}

fn refused(why: anycloud_elastic_text::Error) -> Error {
    Error::invalid(why.to_string())
}
