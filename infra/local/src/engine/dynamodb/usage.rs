//! A ledger of the units that calls consumed, by table and operation, as AWS would bill them.

use std::{
    collections::BTreeMap,
    mem,
    ops::AddAssign,
    sync::{Arc, Mutex, PoisonError},
};

use dynoxide::types::ConsumedCapacity;

/// What calls of one kind cost together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Units {
    /// Calls that touched the table, refused ones included.
    pub calls: u64,
    /// Read units.
    pub read: f64,
    /// Write units; a write whose condition failed costs as much as the write would have.
    pub write: f64,
}

impl AddAssign for Units {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.read += other.read;
        self.write += other.write;
    }
}

/// Units by table and operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bill(pub BTreeMap<(String, String), Units>);

impl Bill {
    /// Everything together.
    pub fn total(&self) -> Units {
        self.sum(|_, _| true)
    }

    /// Everything on one table.
    pub fn table(&self, name: &str) -> Units {
        self.sum(|table, _| table == name)
    }

    /// Everything by one operation.
    pub fn operation(&self, name: &str) -> Units {
        self.sum(|_, operation| operation == name)
    }

    fn sum(&self, chosen: impl Fn(&str, &str) -> bool) -> Units {
        let mut sum = Units::default();
        for ((table, operation), units) in &self.0 {
            if chosen(table, operation) {
                sum += *units;
            }
        }
        sum
    }
}

/// The running ledger. A clone writes into the same one.
#[derive(Clone, Debug, Default)]
pub struct Usage(Arc<Mutex<Bill>>);

impl Usage {
    /// What was consumed so far.
    pub fn snapshot(&self) -> Bill {
        self.lock(|bill| bill.clone())
    }

    /// What was consumed so far; the ledger begins anew.
    pub fn take(&self) -> Bill {
        self.lock(mem::take)
    }

    /// Begins anew.
    pub fn reset(&self) {
        self.lock(|bill| *bill = Bill::default());
    }

    pub(super) fn record(&self, operation: &str, capacity: &ConsumedCapacity) {
        let units = if is_read(operation) {
            Units { calls: 1, read: capacity.capacity_units, write: 0.0 }
        } else {
            Units { calls: 1, read: 0.0, write: capacity.capacity_units }
        };
        self.add(operation, &capacity.table_name, units);
    }

    /// The engine reports nothing for a refused write, but AWS bills it.
    pub(super) fn record_refused(&self, operation: &str, table: &str, write: f64) {
        self.add(operation, table, Units { calls: 1, read: 0.0, write });
    }

    fn add(&self, operation: &str, table: &str, units: Units) {
        let key = (table.to_owned(), operation.to_owned());
        self.lock(|bill| *bill.0.entry(key).or_default() += units);
    }

    fn lock<T>(&self, work: impl FnOnce(&mut Bill) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn is_read(operation: &str) -> bool {
    matches!(operation, "GetItem" | "Query" | "BatchGetItem" | "TransactGetItems")
}
