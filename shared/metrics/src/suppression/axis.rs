//! One side of a table: a tree of which only the leaves are counted, and whose other nodes are sums.

/// Nodes that change together so that all sums along the axis hold: those that rise, and those that fall as much.
pub(super) type Shift = Vec<(usize, bool)>;

/// A tree given by the parent of each node; the first node is the root, and parents stand before their children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    parents: Vec<Option<usize>>,
}

/// Parents that make no tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a tree: the first node has no parent, and every other one has a parent that stands before it")]
pub struct AxisError;

impl Axis {
    /// A tree.
    pub fn new(parents: Vec<Option<usize>>) -> Result<Self, AxisError> {
        let fits = |(node, parent): (usize, &Option<usize>)| match parent {
            None => node == 0,
            Some(parent) => *parent < node,
        };
        let is_tree = !parents.is_empty() && parents.iter().enumerate().all(fits);
        if is_tree { Ok(Self { parents }) } else { Err(AxisError) }
    }

    /// A total, and so many parts.
    pub fn flat(parts: usize) -> Self {
        Self { parents: std::iter::once(None).chain(std::iter::repeat_n(Some(0), parts)).collect() }
    }

    /// How many nodes there are, sums included.
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// Whether there are none; there never are.
    pub fn is_empty(&self) -> bool {
        self.parents.is_empty()
    }

    /// The nodes that are no sums, in order.
    pub fn leaves(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter(|node| !self.parents.contains(&Some(*node)))
    }

    /// A node and all its sums, up to the root.
    pub fn up_from(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(node), |node| self.parents[*node])
    }

    /// The ways in which `node` can rise while something else falls, or while everything above it rises.
    pub(super) fn shifts(&self, node: usize) -> Vec<Shift> {
        let own: Vec<usize> =
            self.leaves().filter(|leaf| self.up_from(*leaf).any(|above| above == node)).collect();
        let mut shifts = Vec::new();
        for rising in &own {
            let up: Vec<usize> = self.up_from(*rising).collect();
            shifts.push(up.iter().map(|node| (*node, true)).collect());
            for falling in self.leaves().filter(|leaf| !own.contains(leaf)) {
                let down: Vec<usize> = self.up_from(falling).collect();
                let rise = up.iter().filter(|node| !down.contains(node)).map(|node| (*node, true));
                let fall = down.iter().filter(|node| !up.contains(node)).map(|node| (*node, false));
                shifts.push(rise.chain(fall).collect());
            }
        }
        shifts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_tree_is_refused() {
        assert_eq!(Axis::new(vec![]), Err(AxisError));
        assert_eq!(Axis::new(vec![Some(0)]), Err(AxisError));
        assert_eq!(Axis::new(vec![None, Some(2), Some(0)]), Err(AxisError));
        assert_eq!(Axis::new(vec![None, None]), Err(AxisError));
        assert_eq!(Axis::flat(2), Axis::new(vec![None, Some(0), Some(0)]).unwrap());
    }

    #[test]
    fn a_shift_keeps_every_sum() {
        // Region 0, centres 1 and 2, municipalities 3 and 4 of the first and 5 of the second.
        let axis = Axis::new(vec![None, Some(0), Some(0), Some(1), Some(1), Some(2)]).unwrap();
        assert_eq!(axis.leaves().collect::<Vec<_>>(), [3, 4, 5]);
        for node in 0..axis.len() {
            for shift in axis.shifts(node) {
                let moved = |node| match shift.iter().find(|(known, _)| *known == node) {
                    Some((_, rises)) => {
                        if *rises {
                            1
                        } else {
                            -1
                        }
                    }
                    None => 0,
                };
                assert_eq!(moved(node), 1, "{shift:?}");
                for above in 0..3 {
                    let parts = (0..6).filter(|part| axis.parents[*part] == Some(above));
                    assert_eq!(parts.map(moved).sum::<i32>(), moved(above), "{node} {shift:?}");
                }
            }
        }
    }
}
