//! A reply as a tree: read once, looked into when somebody asks.
//!
//! The nodes lie in one array in the order of the text, each a few offsets into the body, so that a list of a thousand
//! servers costs two allocations and no field of it is lost.

use anycloud_core::{Error, ErrorKind, Result, Text};
use bytes::Bytes;
use quick_xml::Reader;
use quick_xml::errors::SyntaxError;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, Event};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// No reply of the service is nested as deeply.
const DEPTH: usize = 64;

/// No reply of the service has so many elements: the largest that is read at all would have one in each 24 bytes.
const NODES: usize = 2 << 20;

/// Elements whose whole content is secret. docs: CreateKeyPair, GetPasswordData, DescribeInstanceAttribute.
const SECRET: [&str; 3] = ["keyMaterial", "passwordData", "userData"];

/// What the elements of a list are called; `member` is those of one list only. docs: the service's model in botocore,
/// `InferenceDeviceInfoList`.
const LISTED: [&str; 2] = ["item", "member"];

/// One element of a reply and all that is in it, exactly as the service sent it.
///
/// Names are without namespaces. Clones share the reply; [`detached`](Self::detached) lets go of it. `Debug` shows it
/// as [`to_json`](Self::to_json), without secrets.
///
/// ```
/// # fn example(server: &anycloud_ec2::Instance) {
/// let tokens = server.element().at("metadataOptions/httpTokens").map(|tokens| tokens.text());
/// # }
/// ```
#[derive(Clone)]
pub struct Element {
    document: Arc<Document>,
    at: u32,
}

struct Document {
    body: Text,
    nodes: Vec<Node>,
}

/// Offsets into the body, and the number of the first node that is not inside of this one.
#[derive(Clone, Copy)]
struct Node {
    name: (u32, u32),
    text: (u32, u32),
    next: u32,
}

impl Element {
    /// The root of a reply.
    pub(crate) fn parse(body: Bytes) -> Result<Self> {
        let body = Text::from_utf8(body).map_err(|e| unread("it is not UTF-8").with_source(e))?;
        let nodes = nodes(&body)?;
        Ok(Self { document: Arc::new(Document { body, nodes }), at: 0 })
    }

    /// Its name in the answer, e.g. `instanceId`.
    pub fn name(&self) -> &str {
        let (from, to) = self.node().name;
        &self.document.body[from as usize..to as usize]
    }

    /// Its text, with the references in it resolved, secret or not; empty if it holds elements.
    pub fn text(&self) -> Text {
        if self.first() < self.node().next {
            return Text::new();
        }
        let raw = self.raw();
        match plain(raw) {
            Cow::Borrowed(text) => self.document.body.share(text),
            Cow::Owned(text) => text.into(),
        }
    }

    /// The elements in it, in order: of a set, its items.
    pub fn children(&self) -> impl Iterator<Item = Self> + '_ {
        let end = self.node().next;
        let mut at = self.first();
        std::iter::from_fn(move || {
            let here = (at < end).then(|| self.of(at))?;
            at = here.node().next;
            Some(here)
        })
    }

    /// The first element of this name in it.
    pub fn child(&self, name: &str) -> Option<Self> {
        let Document { body, nodes } = &*self.document;
        let end = self.node().next;
        let mut at = self.first();
        while at < end {
            let node = &nodes[at as usize];
            if &body[node.name.0 as usize..node.name.1 as usize] == name {
                return Some(self.of(at));
            }
            at = node.next;
        }
        None
    }

    /// The first element at a path of names, e.g. `instanceState/name`: [`child`](Self::child), step by step.
    pub fn at(&self, path: &str) -> Option<Self> {
        path.split('/').try_fold(self.clone(), |here, name| here.child(name))
    }

    /// The element that it is in; `None` for the root, and for what was [`detached`](Self::detached).
    pub fn parent(&self) -> Option<Self> {
        let nodes = &self.document.nodes;
        (0..self.at).rev().find(|&at| nodes[at as usize].next > self.at).map(|at| self.of(at))
    }

    /// The same in memory of its own, without what it was in: what may be kept when the rest of the answer need not be.
    pub fn detached(&self) -> Self {
        self.detached_in(self)
    }

    /// The same in memory of its own, with as much as is in `ancestor`.
    pub(crate) fn detached_in(&self, ancestor: &Self) -> Self {
        let (from, to) = (ancestor.at, ancestor.node().next);
        let nodes = &self.document.nodes[from as usize..to as usize];
        let start = ancestor.node().name.0;
        let end = nodes.iter().map(|n| n.text.1.max(n.name.1)).max().unwrap_or(start);
        let body = Text::from(&self.document.body[start as usize..end as usize]);
        let moved = |(a, b): (u32, u32)| (a - start, b - start);
        let nodes = nodes
            .iter()
            .map(|n| Node { name: moved(n.name), text: moved(n.text), next: n.next - from })
            .collect();
        Self { document: Arc::new(Document { body, nodes }), at: self.at - from }
    }

    /// Everything in it: an element with elements is an object, one whose elements are all `item` or `member` a list,
    /// one without content `null`, any other a string: numbers, truths and times too. Secrets are `"***"`.
    pub fn to_json(&self) -> Value {
        if SECRET.contains(&self.name()) {
            return Value::from("***");
        }
        if self.first() == self.node().next {
            let text = self.text();
            return if text.is_empty() { Value::Null } else { Value::from(text.as_str()) };
        }
        if self.children().all(|child| LISTED.contains(&child.name())) {
            return self.children().map(|child| child.to_json()).collect();
        }
        let mut object = Map::new();
        for child in self.children() {
            let value = child.to_json();
            match object.get_mut(child.name()) {
                None => {
                    object.insert(child.name().into(), value);
                }
                Some(Value::Array(several)) => several.push(value),
                Some(one) => *one = Value::Array(vec![one.take(), value]),
            }
        }
        Value::Object(object)
    }

    fn of(&self, at: u32) -> Self {
        Self { document: self.document.clone(), at }
    }

    fn node(&self) -> &Node {
        &self.document.nodes[self.at as usize]
    }

    /// The number of the first element in it, if there is one.
    fn first(&self) -> u32 {
        self.at + 1
    }

    fn raw(&self) -> &str {
        let (from, to) = self.node().text;
        &self.document.body[from as usize..to as usize]
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name(), self.to_json())
    }
}

/// The text between two tags. What lies there was checked when the reply was read.
fn plain(raw: &str) -> Cow<'_, str> {
    if !raw.contains('<') {
        return unescape(raw).unwrap_or(Cow::Borrowed(raw));
    }
    // A comment or a CDATA section: the service sends none, proxies may.
    let mut reader = Reader::from_str(raw);
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Text(part)) => text.push_str(&part),
            Ok(Event::CData(part)) => text.push_str(&part),
            Ok(Event::GeneralRef(reference)) => text.extend(resolved(&reference)),
            Ok(Event::Eof) | Err(_) => return Cow::Owned(text),
            Ok(_) => {}
        }
    }
}

fn nodes(body: &str) -> Result<Vec<Node>> {
    let mut reader = Reader::from_str(body);
    let mut nodes = Vec::with_capacity(body.len() / 32);
    let mut open: Vec<usize> = Vec::new();
    let place = |part: &str| {
        let from = part.as_ptr() as usize - body.as_ptr() as usize;
        (from as u32, (from + part.len()) as u32)
    };
    loop {
        let before = reader.buffer_position() as u32;
        let event = reader.read_event().map_err(broken)?;
        let after = reader.buffer_position() as u32;
        let next = nodes.len() as u32 + 1;
        let second = open.is_empty() && !nodes.is_empty();
        match &event {
            Event::Start(_) | Event::Empty(_) if second => return Err(unread("it has two roots")),
            Event::Start(_) | Event::Empty(_) if nodes.len() == NODES => {
                return Err(unread("it has too many elements"));
            }
            Event::Start(_) if open.len() == DEPTH => return Err(unread("it is nested too deeply")),
            Event::Start(tag) => {
                open.push(nodes.len());
                nodes.push(Node { name: place(tag.local_name().into_inner()), text: (after, after), next });
            }
            Event::Empty(tag) => {
                nodes.push(Node { name: place(tag.local_name().into_inner()), text: (after, after), next });
            }
            Event::End(_) => {
                if let Some(node) = open.pop().and_then(|at| nodes.get_mut(at)) {
                    (node.text.1, node.next) = (before, next - 1);
                }
            }
            // Entities are how a small reply becomes a large one; the service declares none.
            Event::DocType(_) => return Err(unread("it has a document type")),
            Event::GeneralRef(reference) if resolved(reference).is_none() => {
                return Err(unread("it refers to an entity that is not XML's own"));
            }
            Event::Text(text) if open.is_empty() && !text.trim().is_empty() => {
                return Err(unread("there is text beside its root"));
            }
            Event::Eof if open.is_empty() && !nodes.is_empty() => return Ok(nodes),
            Event::Eof => return Err(unread("it is cut short")),
            _ => {}
        }
    }
}

/// The character that a reference stands for.
fn resolved(reference: &BytesRef<'_>) -> Option<char> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Some(c),
        Ok(None) => resolve_predefined_entity(reference).and_then(|text| text.chars().next()),
        Err(_) => None,
    }
}

/// Markup that has no end was cut, unless it begins as nothing does.
fn broken(error: quick_xml::Error) -> Error {
    let cut =
        matches!(&error, quick_xml::Error::Syntax(why) if !matches!(why, SyntaxError::InvalidBangMarkup));
    unread(if cut { "it is cut short" } else { "it is not XML" }).with_source(error)
}

/// A reply that cannot be read. What was in it is not shown.
pub(crate) fn unread(why: &str) -> Error {
    Error::new(ErrorKind::Decode, format!("the reply cannot be read: {why}"))
}

#[cfg(test)]
mod tests {
    use super::Element;
    use anycloud_core::ErrorKind;
    use bytes::Bytes;
    use serde_json::json;

    fn read(text: &str) -> Element {
        Element::parse(Bytes::copy_from_slice(text.as_bytes())).unwrap()
    }

    #[test]
    fn a_tree_with_all_of_its_text() {
        let reply = read(
            "<?xml version='1.0'?>\n<a:R xmlns:a='urn:x'><a:set><item><k>1</k></item><item/></a:set><l><member>2</member></l>\
             <t>&lt;b&gt; &#38; \u{1f980}\nc</t><e/><e></e><n> x </n><u><![CDATA[<&>]]>&amp;<!-- -->y</u></a:R>\n",
        );
        assert_eq!(reply.name(), "R");
        assert_eq!(
            reply.to_json(),
            json!({"set": [{"k": "1"}, null], "l": ["2"], "t": "<b> & \u{1f980}\nc", "e": [null, null], "n": " x ", "u": "<&>&y"})
        );
        assert_eq!(reply.at("set/item/k").unwrap().text(), "1");
        assert!(reply.at("set/item/none").is_none());
        let inner = reply.at("set/item/k").unwrap();
        assert_eq!(inner.parent().unwrap().name(), "item");
        assert_eq!(inner.parent().unwrap().parent().unwrap().name(), "set");
        assert!(reply.parent().is_none());
        let second = reply.child("set").unwrap().children().nth(1).unwrap();
        assert_eq!(second.parent().unwrap().name(), "set");
    }

    #[test]
    fn a_part_lives_without_the_whole() {
        let reply = read("<R><a><x>1</x></a><b><x>&amp;2</x><y/></b></R>");
        let part = reply.child("b").unwrap().detached();
        drop(reply);
        assert_eq!(part.to_json(), json!({"x": "&2", "y": null}));
        assert!(part.parent().is_none());
    }

    #[test]
    fn secrets_are_not_shown() {
        let reply = read("<R><keyMaterial>k3y</keyMaterial><userData><value>azN5</value></userData></R>");
        assert_eq!(reply.to_json(), json!({"keyMaterial": "***", "userData": "***"}));
        assert!(!format!("{reply:?}").contains("k3y"));
        assert_eq!(reply.child("keyMaterial").unwrap().text(), "k3y");
    }

    #[test]
    fn what_is_no_reply_is_refused() {
        let bomb = "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><r>&b;</r>";
        let deep = "<a>".repeat(100_000);
        let wide = format!("<R>{}</R>", "<a/>".repeat(super::NODES));
        let cases = [
            ("", "cut short"),
            ("  ", "cut short"),
            ("<R><a>", "cut short"),
            ("<R><a>1</a", "cut short"),
            ("<R></Q>", "not XML"),
            ("<R/><R/>", "two roots"),
            ("x<R/>", "beside its root"),
            ("<R>&b;</R>", "entity"),
            ("<R>&#xFFFFFFFF;</R>", "entity"),
            (bomb, "document type"),
            (&deep, "too deeply"),
            (&wide, "too many"),
        ];
        for (text, why) in cases {
            let error = Element::parse(Bytes::copy_from_slice(text.as_bytes())).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(error.to_string().contains(why), "{error} is not about {why}");
        }
        assert!(Element::parse(Bytes::from_static(b"<R>\xff</R>")).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[<>/a-c&;#!\\[\\]=' -]{0,60}") {
            if let Ok(root) = Element::parse(Bytes::from(text)) {
                let copy = root.detached();
                assert_eq!(copy.to_json(), root.to_json());
            }
        }
    }
}
