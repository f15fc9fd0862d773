//! A document that is the same in JSON and in XML.

use bytes::Bytes;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde_json::{Map, Value};

/// The format that a path asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
}

impl Format {
    /// The format of a path's ending.
    pub(super) fn of(ending: &str) -> Option<Self> {
        match ending {
            "json" => Some(Self::Json),
            "xml" => Some(Self::Xml),
            _ => None,
        }
    }

    pub(super) const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Xml => "text/xml; charset=utf-8",
        }
    }
}

/// A value within a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Nothing,
    Text(String),
    Number(f64),
    Whole(u32),
    Flag(bool),
    List(&'static str, Vec<Node>),
    Object(Vec<(&'static str, Node)>),
}

/// A text.
pub(super) fn text(text: impl Into<String>) -> Node {
    Node::Text(text.into())
}

/// A text, or nothing.
pub(super) fn maybe(text: Option<impl Into<String>>) -> Node {
    text.map_or(Node::Nothing, |text| Node::Text(text.into()))
}

/// Fields by their names.
pub(super) fn object(fields: Vec<(&'static str, Node)>) -> Node {
    Node::Object(fields)
}

/// A whole document: XML needs a name for its outermost element, JSON has none.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    pub(super) root: &'static str,
    pub(super) node: Node,
}

impl Document {
    /// A list of requests, as several resources answer with one.
    pub(super) fn of_requests(requests: Vec<Node>) -> Self {
        Self { root: "service_requests", node: Node::List("request", requests) }
    }

    /// The document as bytes.
    pub(super) fn render(&self, format: Format) -> Bytes {
        match format {
            Format::Json => json(&self.node).to_string().into(),
            Format::Xml => {
                let mut writer = Writer::new(Vec::new());
                let declared = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
                declared.and_then(|()| write(&mut writer, self.root, &self.node)).expect("memory takes all");
                writer.into_inner().into()
            }
        }
    }
}

fn json(node: &Node) -> Value {
    match node {
        Node::Nothing => Value::Null,
        Node::Text(text) => text.as_str().into(),
        Node::Number(number) => (*number).into(),
        Node::Whole(number) => (*number).into(),
        Node::Flag(flag) => (*flag).into(),
        Node::List(_, items) => items.iter().map(json).collect(),
        Node::Object(fields) => {
            fields.iter().map(|(name, node)| ((*name).to_owned(), json(node))).collect::<Map<_, _>>().into()
        }
    }
}

fn write(writer: &mut Writer<Vec<u8>>, name: &str, node: &Node) -> std::io::Result<()> {
    writer.write_event(Event::Start(BytesStart::new(name)))?;
    match node {
        Node::Nothing => {}
        Node::Text(text) => words(writer, text)?,
        Node::Number(number) => words(writer, &number.to_string())?,
        Node::Whole(number) => words(writer, &number.to_string())?,
        Node::Flag(flag) => words(writer, if *flag { "true" } else { "false" })?,
        Node::List(item, items) => items.iter().try_for_each(|node| write(writer, item, node))?,
        Node::Object(fields) => fields.iter().try_for_each(|(name, node)| write(writer, name, node))?,
    }
    writer.write_event(Event::End(BytesEnd::new(name)))
}

/// XML 1.0 has no way to write most control characters, not even escaped.
fn words(writer: &mut Writer<Vec<u8>>, text: &str) -> std::io::Result<()> {
    let allowed = |char: &char| {
        matches!(char, '\t' | '\n' | '\r') || !(char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}'))
    };
    let kept: String = text.chars().filter(allowed).collect();
    writer.write_event(Event::Text(BytesText::new(&kept)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_document_has_two_forms() {
        let document = Document {
            root: "services",
            node: Node::List(
                "service",
                vec![object(vec![
                    ("service_code", text("a.b")),
                    ("metadata", Node::Flag(true)),
                    ("lat", Node::Number(56.5)),
                    ("zipcode", Node::Nothing),
                    ("description", text("<b> & \u{1}\"я\"")),
                ])],
            ),
        };
        let show = |format| String::from_utf8(document.render(format).to_vec()).unwrap();
        assert_eq!(
            show(Format::Json),
            r#"[{"description":"<b> & \u0001\"я\"","lat":56.5,"metadata":true,"service_code":"a.b","zipcode":null}]"#
        );
        assert_eq!(
            show(Format::Xml),
            r#"<?xml version="1.0" encoding="utf-8"?><services><service><service_code>a.b</service_code><metadata>true</metadata><lat>56.5</lat><zipcode></zipcode><description>&lt;b&gt; &amp; &quot;я&quot;</description></service></services>"#
        );
    }
}
