//! Tables for the public, in which no small count can be found out: neither read, nor subtracted from the totals.
//!
//! Rows and columns are trees: municipality, centre, region; topic, group, all. A count from one up to the threshold is
//! withheld, and with it so many others that the withheld ones could as well be other numbers: for each there is another
//! table of whole numbers, none below zero, with all the same published cells, in which the withheld differ by `width` or
//! more in all. Such a table is found before anything is shown, so the promise does not rest on a heuristic.
//!
//! It is a promise about one table. Who publishes two windows that overlap publishes their difference as well: publish days,
//! or weeks, or months, and no other windows. Shares of withheld counts must be withheld too.

mod axis;

pub use axis::{Axis, AxisError};

use serde::Serialize;

use axis::Shift;

/// What is withheld, and how wide the doubt about it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Counts from one up to this are withheld. Zeros are shown.
    pub up_to: u32,
    /// What is withheld can be no more narrowly bounded than to a span of this.
    pub width: u32,
}

impl Default for Rule {
    /// One to four are withheld, to a span of five. A convention of statistical offices, not a law.
    fn default() -> Self {
        Self { up_to: 4, width: 5 }
    }
}

/// A table as the public may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicTable {
    /// A row for each node of the first axis, a cell for each node of the second; none where it is withheld.
    pub cells: Vec<Vec<Option<u32>>>,
    /// How many are withheld for being small.
    pub small: usize,
    /// How many more are withheld to protect these.
    pub complementary: usize,
}

/// A table that is not the sum of its leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the table has not as many cells as its axes have leaves")]
pub struct ShapeError;

/// The table over all nodes of both axes, from the counts of their leaves (rows of `leaves` in the order of
/// [`Axis::leaves`]), with what must be withheld withheld. If no protection can be found, all of it is.
pub fn publish(
    rows: &Axis,
    columns: &Axis,
    leaves: &[Vec<u32>],
    rule: Rule,
) -> Result<PublicTable, ShapeError> {
    let counts = totals(rows, columns, leaves)?;
    let mut table = Table { withheld: vec![vec![false; columns.len()]; rows.len()], counts };
    let is_small = |count: u32| (1..=rule.up_to).contains(&count);
    let small: Vec<(usize, usize)> = (0..rows.len())
        .flat_map(|row| (0..columns.len()).map(move |column| (row, column)))
        .filter(|(row, column)| is_small(table.counts[*row][*column]))
        .collect();
    for cell in &small {
        if !table.protect(*cell, rows, columns, rule.width) {
            table.withheld.iter_mut().flatten().for_each(|withheld| *withheld = true);
            break;
        }
    }
    let withheld = table.withheld.iter().flatten().filter(|withheld| **withheld).count();
    Ok(PublicTable { cells: table.shown(), small: small.len(), complementary: withheld - small.len() })
}

fn totals(rows: &Axis, columns: &Axis, leaves: &[Vec<u32>]) -> Result<Vec<Vec<u32>>, ShapeError> {
    let fits = leaves.len() == rows.leaves().count()
        && leaves.iter().all(|row| row.len() == columns.leaves().count());
    if !fits {
        return Err(ShapeError);
    }
    let mut counts = vec![vec![0; columns.len()]; rows.len()];
    for (row, line) in rows.leaves().zip(leaves) {
        for (column, count) in columns.leaves().zip(line) {
            for above in rows.up_from(row) {
                for over in columns.up_from(column) {
                    counts[above][over] += count;
                }
            }
        }
    }
    Ok(counts)
}

struct Table {
    counts: Vec<Vec<u32>>,
    withheld: Vec<Vec<bool>>,
}

impl Table {
    /// Withholds a cell, and the cheapest others along which it can be moved by `width`; false when there are none.
    fn protect(&mut self, (row, column): (usize, usize), rows: &Axis, columns: &Axis, width: u32) -> bool {
        let along_columns = columns.shifts(column);
        let mut best: Option<(u64, Vec<(usize, usize)>)> = None;
        for down in rows.shifts(row) {
            for across in &along_columns {
                let Some(cost) = self.cost(&down, across, width) else { continue };
                if best.as_ref().is_none_or(|(known, _)| cost < *known) {
                    best = Some((cost, cells(&down, across).map(|(cell, _)| cell).collect()));
                }
            }
        }
        for (row, column) in best.iter().flat_map(|(_, cells)| cells) {
            self.withheld[*row][*column] = true;
        }
        best.is_some()
    }

    /// What would be lost to readers; none when the cells cannot move far enough, up and down together.
    fn cost(&self, down: &Shift, across: &Shift, width: u32) -> Option<u64> {
        let (mut cost, mut up, mut back) = (0, u32::MAX, u32::MAX);
        for ((row, column), rises) in cells(down, across) {
            let count = self.counts[row][column];
            let bound = if rises { &mut back } else { &mut up };
            *bound = count.min(*bound);
            if !self.withheld[row][column] {
                cost += u64::from(count) + 1;
            }
        }
        (width <= up.saturating_add(back)).then_some(cost)
    }

    fn shown(&self) -> Vec<Vec<Option<u32>>> {
        let line = |(counts, withheld): (&Vec<u32>, &Vec<bool>)| {
            counts.iter().zip(withheld).map(|(count, withheld)| (!withheld).then_some(*count)).collect()
        };
        self.counts.iter().zip(&self.withheld).map(line).collect()
    }
}

/// The cells that move together, each with whether it rises or falls.
fn cells<'a>(down: &'a Shift, across: &'a Shift) -> impl Iterator<Item = ((usize, usize), bool)> + 'a {
    down.iter().flat_map(move |(row, with)| {
        across.iter().map(move |(column, along)| ((*row, *column), with == along))
    })
}

#[cfg(test)]
mod tests;
