//! An attack on published tables: every linear conclusion that can be drawn from them, by linear programming.

mod simplex;

use super::*;
use crate::chance::Chance;
use simplex::{Bounds, bounds};

const TABLES: u64 = 200;

/// Equations of the withheld cells: each sum less its published parts.
struct Attack {
    variables: Vec<(usize, usize)>,
    equations: Vec<(Vec<f64>, f64)>,
}

impl Attack {
    fn on(public: &PublicTable, rows: &[Option<usize>], columns: &[Option<usize>]) -> Self {
        let (height, width) = (rows.len(), columns.len());
        let all = (0..height).flat_map(|row| (0..width).map(move |column| (row, column)));
        let variables: Vec<_> = all.filter(|(row, column)| public.cells[*row][*column].is_none()).collect();
        let mut attack = Self { variables, equations: Vec::new() };
        for sum in 0..height {
            let parts: Vec<usize> = (0..height).filter(|part| rows[*part] == Some(sum)).collect();
            for column in 0..width {
                attack.equate(public, (sum, column), parts.iter().map(|part| (*part, column)).collect());
            }
        }
        for sum in 0..width {
            let parts: Vec<usize> = (0..width).filter(|part| columns[*part] == Some(sum)).collect();
            for row in 0..height {
                attack.equate(public, (row, sum), parts.iter().map(|part| (row, *part)).collect());
            }
        }
        attack
    }

    fn equate(&mut self, public: &PublicTable, sum: (usize, usize), parts: Vec<(usize, usize)>) {
        if parts.is_empty() {
            return;
        }
        let (mut factors, mut rest) = (vec![0.0; self.variables.len()], 0.0);
        for (cell, sign) in parts.into_iter().map(|part| (part, 1.0)).chain([(sum, -1.0)]) {
            match public.cells[cell.0][cell.1] {
                Some(count) => rest -= sign * f64::from(count),
                None => factors[self.variables.iter().position(|known| *known == cell).unwrap()] += sign,
            }
        }
        if factors.iter().any(|factor| *factor != 0.0) {
            self.equations.push((factors, rest));
        }
    }

    fn bounds(&self) -> Vec<Bounds> {
        (0..self.variables.len()).map(|variable| bounds(&self.equations, variable)).collect()
    }
}

fn counts(chance: &mut Chance, height: usize, width: usize) -> Vec<Vec<u32>> {
    let scale = [2.0, 6.0, 25.0][chance.below(3)];
    (0..height)
        .map(|_| (0..width).map(|_| if chance.below(4) == 0 { 0 } else { chance.poisson(scale) }).collect())
        .collect()
}

type Parents = Vec<Option<usize>>;

/// Flat tables, tables of municipalities in centres, and tables with groups of topics as well.
fn any_table(seed: u64) -> (Parents, Parents, Vec<Vec<u32>>) {
    let mut chance = Chance::new(seed);
    let mut tree = |grouped: bool| {
        if !grouped {
            return std::iter::once(None).chain(vec![Some(0); 2 + chance.below(5)]).collect::<Vec<_>>();
        }
        let groups = 2 + chance.below(2);
        let parts = (0..groups).flat_map(|group| vec![Some(group + 1); 1 + chance.below(3)]);
        std::iter::once(None).chain(vec![Some(0); groups]).chain(parts.collect::<Vec<_>>()).collect()
    };
    let (rows, columns) = (tree(seed % 2 == 1), tree(seed % 4 == 3));
    let leaves = |tree: &[Option<usize>]| (0..tree.len()).filter(|node| !tree.contains(&Some(*node))).count();
    let (height, width) = (leaves(&rows), leaves(&columns));
    let counts = counts(&mut chance, height, width);
    (rows, columns, counts)
}

#[test]
fn no_linear_attack_on_two_hundred_tables_finds_a_withheld_count() {
    let rule = Rule::default();
    let (mut withheld, mut shown, mut empty) = (0, 0, 0);
    for seed in 0..TABLES {
        let (rows, columns, leaves) = any_table(seed);
        let (down, across) = (Axis::new(rows.clone()).unwrap(), Axis::new(columns.clone()).unwrap());
        let public = publish(&down, &across, &leaves, rule).unwrap();
        assert!(public.cells.iter().flatten().flatten().all(|count| *count == 0 || *count > rule.up_to));
        let attack = Attack::on(&public, &rows, &columns);
        for (cell, found) in attack.variables.iter().zip(attack.bounds()) {
            let width = found.high - found.low;
            assert!(width >= f64::from(rule.width) - 1e-6, "table {seed}, cell {cell:?}: {found:?}");
        }
        let cells = rows.len() * columns.len();
        withheld += attack.variables.len();
        shown += cells - attack.variables.len();
        empty += usize::from(attack.variables.len() == cells);
    }
    println!("{TABLES} tables: {withheld} cells withheld, {shown} shown, {empty} tables withheld whole");
    assert!(shown > withheld && empty * 20 < 200, "{withheld} withheld, {shown} shown, {empty} empty");
}

#[test]
fn the_attack_unmasks_what_is_withheld_without_its_complements() {
    let (rows, columns) = (Axis::flat(2), Axis::flat(2));
    let leaves = [vec![3, 20], vec![30, 40]];
    let public = publish(&rows, &columns, &leaves, Rule::default()).unwrap();
    assert_eq!((public.small, public.complementary), (1, 3));
    let mut naive = public;
    for (row, column, count) in [(1, 2, 20), (2, 1, 30), (2, 2, 40)] {
        naive.cells[row][column] = Some(count);
    }
    let parents = [None, Some(0), Some(0)];
    let found = Attack::on(&naive, &parents, &parents).bounds();
    assert_eq!(found, [Bounds { low: 3.0, high: 3.0 }]);
}

#[test]
fn a_table_without_small_counts_is_shown_whole_and_zeros_are_no_secret() {
    let public =
        publish(&Axis::flat(2), &Axis::flat(2), &[vec![0, 20], vec![30, 0]], Rule::default()).unwrap();
    assert_eq!(public.cells, [[50, 30, 20], [20, 0, 20], [30, 30, 0]].map(|row| row.map(Some).to_vec()));
    assert_eq!((public.small, public.complementary), (0, 0));
}

#[test]
fn what_cannot_be_protected_is_withheld_whole() {
    let public = publish(&Axis::flat(1), &Axis::flat(1), &[vec![3]], Rule::default()).unwrap();
    assert!(public.cells.iter().flatten().all(Option::is_none));
    assert_eq!(publish(&Axis::flat(2), &Axis::flat(1), &[vec![3]], Rule::default()), Err(ShapeError));
}

#[test]
fn the_only_municipality_of_a_centre_is_not_told_by_its_centre() {
    // The region 0, centres 1 and 2; municipality 3 alone in the first, 4 and 5 in the second.
    let rows = Axis::new(vec![None, Some(0), Some(0), Some(1), Some(2), Some(2)]).unwrap();
    let leaves = [vec![2, 50], vec![40, 60], vec![70, 80]];
    let public = publish(&rows, &Axis::flat(2), &leaves, Rule::default()).unwrap();
    assert!(public.cells[3][1].is_none() && public.cells[1][1].is_none());
}
