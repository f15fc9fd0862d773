//! The least and the greatest value of one of several unknowns, none below zero, under linear equations.

const NOTHING: f64 = 1e-9;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub(super) low: f64,
    pub(super) high: f64,
}

pub(super) fn bounds(equations: &[(Vec<f64>, f64)], variable: usize) -> Bounds {
    let Some(tableau) = Tableau::feasible(equations) else { panic!("the table itself is a solution") };
    let low = tableau.clone().minimise(variable, 1.0).expect("nothing is below zero");
    let high = tableau.minimise(variable, -1.0).map_or(f64::INFINITY, |least| -least);
    Bounds { low, high }
}

/// Rows of factors with the right side last; `basis` names the unknown of each row.
#[derive(Clone)]
struct Tableau {
    rows: Vec<Vec<f64>>,
    basis: Vec<usize>,
    unknowns: usize,
}

impl Tableau {
    /// A first solution, by artificial unknowns that are driven to zero.
    fn feasible(equations: &[(Vec<f64>, f64)]) -> Option<Self> {
        let unknowns = equations.first().map_or(0, |(factors, _)| factors.len());
        let count = equations.len();
        let row = |(index, (factors, right)): (usize, &(Vec<f64>, f64))| {
            let sign = if *right < 0.0 { -1.0 } else { 1.0 };
            let artificial = (0..count).map(|other| if other == index { 1.0 } else { 0.0 });
            factors.iter().map(|factor| factor * sign).chain(artificial).chain([right * sign]).collect()
        };
        let rows = equations.iter().enumerate().map(row).collect();
        let mut tableau = Self { rows, basis: (unknowns..unknowns + count).collect(), unknowns };
        let costs = |column: usize| if column < unknowns { 0.0 } else { 1.0 };
        let least = tableau.optimise(unknowns + count, costs)?;
        if least > 1e-6 {
            return None;
        }
        for row in 0..count {
            if tableau.basis[row] >= unknowns
                && let Some(column) = (0..unknowns).find(|column| tableau.rows[row][*column].abs() > NOTHING)
            {
                tableau.pivot(row, column);
            }
        }
        Some(tableau)
    }

    fn minimise(mut self, variable: usize, cost: f64) -> Option<f64> {
        self.optimise(self.unknowns, |column| if column == variable { cost } else { 0.0 })
    }

    /// Bland's rule: slow, and never in a circle. None when there is no least value.
    fn optimise(&mut self, columns: usize, cost: impl Fn(usize) -> f64) -> Option<f64> {
        loop {
            let reduced = |column: usize| {
                let based = self.rows.iter().zip(&self.basis).map(|(row, basis)| cost(*basis) * row[column]);
                cost(column) - based.sum::<f64>()
            };
            let Some(entering) = (0..columns).find(|column| reduced(*column) < -NOTHING) else {
                let last = |row: &Vec<f64>| row.last().copied().unwrap_or_default();
                return Some(
                    self.rows.iter().zip(&self.basis).map(|(row, basis)| cost(*basis) * last(row)).sum(),
                );
            };
            let ratio = |row: usize| {
                let line = &self.rows[row];
                (line[entering] > NOTHING)
                    .then(|| (line[line.len() - 1] / line[entering], self.basis[row], row))
            };
            let leaving = (0..self.rows.len())
                .filter_map(ratio)
                .min_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
            self.pivot(leaving?.2, entering);
        }
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let factor = self.rows[row][column];
        self.rows[row].iter_mut().for_each(|value| *value /= factor);
        let line = self.rows[row].clone();
        for (index, other) in self.rows.iter_mut().enumerate() {
            let factor = other[column];
            if index != row && factor != 0.0 {
                other.iter_mut().zip(&line).for_each(|(value, unit)| *value -= factor * unit);
            }
        }
        self.basis[row] = column;
    }
}
