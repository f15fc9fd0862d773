//! Sets of messages as decision diagrams: one level for each thing that may vary, one branch for each of its classes.
//!
//! Equal sets are one node, so that a question about all messages is a comparison of two numbers.

use std::collections::HashMap;

use super::TooComplex;

/// A set of messages.
pub(super) type Set = u32;
/// No message.
pub(super) const NONE: Set = 0;
/// Every message.
pub(super) const EVERY: Set = 1;

/// More nodes than these no set of rules written by people needs.
const MOST_NODES: usize = 300_000;
/// The level of the two sets that ask nothing.
const BOTTOM: usize = usize::MAX;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    level: usize,
    branches: Box<[Set]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Operation {
    And,
    Or,
    Without,
}

/// All sets built so far.
#[derive(Debug)]
pub(super) struct Diagrams {
    nodes: Vec<Node>,
    known: HashMap<Node, Set>,
    done: HashMap<(Operation, Set, Set), Set>,
}

impl Diagrams {
    pub(super) fn new() -> Self {
        let bottom = || Node { level: BOTTOM, branches: Box::default() };
        Self { nodes: vec![bottom(), bottom()], known: HashMap::new(), done: HashMap::new() }
    }

    /// The messages whose class at `level` is marked.
    pub(super) fn classes(&mut self, level: usize, marked: &[bool]) -> Result<Set, TooComplex> {
        let branches = marked.iter().map(|marked| if *marked { EVERY } else { NONE }).collect();
        self.node(level, branches)
    }

    /// The messages of both sets.
    pub(super) fn and(&mut self, left: Set, right: Set) -> Result<Set, TooComplex> {
        self.combine(Operation::And, left, right)
    }

    /// The messages of either set.
    pub(super) fn or(&mut self, left: Set, right: Set) -> Result<Set, TooComplex> {
        self.combine(Operation::Or, left, right)
    }

    /// The messages of the first set that are not in the second.
    pub(super) fn without(&mut self, left: Set, right: Set) -> Result<Set, TooComplex> {
        self.combine(Operation::Without, left, right)
    }

    /// One message of a set: its class at each level that matters.
    pub(super) fn example(&self, set: Set) -> Vec<(usize, usize)> {
        let (mut at, mut path) = (set, Vec::new());
        while at > EVERY {
            let node = &self.nodes[at as usize];
            let Some(class) = node.branches.iter().position(|branch| *branch != NONE) else { break };
            path.push((node.level, class));
            at = node.branches[class];
        }
        path
    }

    fn node(&mut self, level: usize, branches: Box<[Set]>) -> Result<Set, TooComplex> {
        if let Some(first) = branches.first().filter(|first| branches.iter().all(|branch| branch == *first)) {
            return Ok(*first);
        }
        let node = Node { level, branches };
        if let Some(known) = self.known.get(&node) {
            return Ok(*known);
        }
        if self.nodes.len() >= MOST_NODES {
            return Err(TooComplex);
        }
        let set = Set::try_from(self.nodes.len()).map_err(|_| TooComplex)?;
        self.nodes.push(node.clone());
        self.known.insert(node, set);
        Ok(set)
    }

    fn combine(&mut self, operation: Operation, left: Set, right: Set) -> Result<Set, TooComplex> {
        if let Some(known) = trivial(operation, left, right) {
            return Ok(known);
        }
        if let Some(known) = self.done.get(&(operation, left, right)) {
            return Ok(*known);
        }
        let level = self.nodes[left as usize].level.min(self.nodes[right as usize].level);
        let count = [left, right].map(|set| &self.nodes[set as usize]);
        let count = count.into_iter().find(|node| node.level == level).map_or(0, |node| node.branches.len());
        let mut branches = Vec::with_capacity(count);
        for class in 0..count {
            let (left, right) = (self.branch(left, level, class), self.branch(right, level, class));
            branches.push(self.combine(operation, left, right)?);
        }
        let combined = self.node(level, branches.into())?;
        self.done.insert((operation, left, right), combined);
        Ok(combined)
    }

    fn branch(&self, set: Set, level: usize, class: usize) -> Set {
        let node = &self.nodes[set as usize];
        if node.level == level { node.branches[class] } else { set }
    }
}

const fn trivial(operation: Operation, left: Set, right: Set) -> Option<Set> {
    match (operation, left, right) {
        (Operation::And | Operation::Without, NONE, _)
        | (Operation::And, _, NONE)
        | (Operation::Without, _, EVERY) => Some(NONE),
        (Operation::Or, EVERY, _) | (Operation::Or, _, EVERY) => Some(EVERY),
        (Operation::And, EVERY, other)
        | (Operation::And, other, EVERY)
        | (Operation::Or, NONE, other)
        | (Operation::Or | Operation::Without, other, NONE) => Some(other),
        _ if left == right => Some(if matches!(operation, Operation::Without) { NONE } else { left }),
        _ => None,
    }
}
