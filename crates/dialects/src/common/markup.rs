//! Lays words out as XML elements.
//!
//! Knows neither what is said nor its order. Guarantee: what comes out is well-formed.

use crate::common::node::Node;
use crate::common::word::Word;
use xml::Writer;

/// How a dialect spells a word.
pub(crate) type Spelling = fn(Word) -> &'static str;

/// Writes what is said into the element that is open.
///
/// Goes as deep as the answers of the contract do: two blocks, not as deep as any input.
pub(crate) fn write(writer: &mut Writer, nodes: &[Node], spelling: Spelling) {
    for node in nodes {
        write_node(writer, node, spelling);
    }
}

fn write_node(writer: &mut Writer, node: &Node, spelling: Spelling) {
    match node {
        Node::Text(word, value) => {
            writer.leaf(spelling(*word), value);
        }
        Node::Number(word, number) => {
            writer.leaf(spelling(*word), &number.to_string());
        }
        Node::Joined(word, values) => {
            writer.leaf(spelling(*word), &values.join(","));
        }
        Node::Repeated(word, values) => {
            for value in values {
                writer.leaf(spelling(*word), value);
            }
        }
        Node::Blocks(word, blocks) => write_blocks(writer, *word, blocks, spelling),
        Node::Enclosed(outer, inner, blocks) => {
            writer.open(spelling(*outer));
            write_blocks(writer, *inner, blocks, spelling);
            writer.close();
        }
        Node::Wrapped(outer, inner, values) => {
            writer.open(spelling(*outer));
            for value in values {
                writer.leaf(spelling(*inner), value);
            }
            writer.close();
        }
    }
}

fn write_blocks(writer: &mut Writer, word: Word, blocks: &[Vec<Node>], spelling: Spelling) {
    for block in blocks {
        writer.open(spelling(word));
        write(writer, block, spelling);
        writer.close();
    }
}
