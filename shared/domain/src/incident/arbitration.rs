//! Passing on, and what ends the game of passing to and fro: the desk above both sides decides.

use chrono::NaiveDate;

use super::act::Step;
use super::action::Refused;
use super::case::{Case, first_state_on};
use super::log::{Happening, Source};
use super::note::Note;
use super::workflow::State;
use crate::agency::Desk;
use crate::directory::Directory;
use crate::ids::AgencyId;
use crate::private::Private;

/// The agency that would be the last of so many to pass it on finds the way closed.
const MOST_BOUNCES: usize = 3;

/// Who stands above whom on the day of an incident. Without a directory everybody stands under the region.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hierarchy<'a>(Option<(&'a Directory, NaiveDate)>);

impl<'a> Hierarchy<'a> {
    /// The hierarchy of a region on a day.
    pub const fn of(directory: &'a Directory, on: NaiveDate) -> Self {
        Self(Some((directory, on)))
    }

    pub(super) const fn directory(&self) -> Option<&'a Directory> {
        match self.0 {
            Some((directory, _)) => Some(directory),
            None => None,
        }
    }

    /// A desk and all above it, up to the region.
    fn chain(&self, case: &Case, desk: &Desk) -> Vec<Desk> {
        let mut chain = vec![desk.clone()];
        let municipality = case.decision.municipality.as_ref();
        while let Some((directory, on)) = self.0
            && let Some(above) = chain.last().and_then(|desk| directory.parent_desk(desk, municipality, on))
            && !chain.contains(&above)
        {
            chain.push(above);
        }
        if !chain.contains(&Desk::Region) {
            chain.push(Desk::Region);
        }
        chain
    }

    /// The lowest desk that is above all of `desks`, or one of them that is above the others.
    fn common(&self, case: &Case, desks: &[Desk]) -> Desk {
        let chains: Vec<Vec<Desk>> = desks.iter().map(|desk| self.chain(case, desk)).collect();
        let shared = |desk: &&Desk| chains.iter().all(|chain| chain.contains(desk));
        chains.first().and_then(|chain| chain.iter().find(shared)).cloned().unwrap_or(Desk::Region)
    }
}

impl Case {
    /// The desk that must decide whose the incident is, while nobody may pass it on.
    pub fn frozen_for(&self) -> Option<&Desk> {
        self.log.iter().rev().find_map(|entry| match &entry.happening {
            Happening::Noted(Note::Decided { .. }) => Some(None),
            Happening::Noted(Note::Frozen { decider, .. }) => Some(Some(decider)),
            _ => None,
        })?
    }

    /// Passes it on, or to the desk that must decide where it has gone to and fro.
    pub(super) fn pass_on(
        &mut self,
        step: &Step<'_>,
        to: &Desk,
        reason: &Private<String>,
    ) -> Result<(), Refused> {
        if self.frozen_for().is_some() {
            return Err(Refused::Frozen);
        }
        let Some(decider) = self.decider(step, to) else { return self.hand(step, to, reason) };
        if decider == self.desk {
            // The desk above all of them passes it on itself: that is the decision.
            self.hand(step, to, reason)?;
            self.note(step, Note::Decided { to: to.clone(), reason: None });
            return Ok(());
        }
        self.hand(step, &decider, reason)?;
        self.note(step, Note::Frozen { decider, wanted: to.clone() });
        Ok(())
    }

    /// Carries out the decision of the desk that was asked.
    pub(super) fn decide_dispute(
        &mut self,
        step: &Step<'_>,
        to: &Desk,
        reason: &Private<String>,
    ) -> Result<(), Refused> {
        if self.frozen_for().is_none() {
            return Err(Refused::NothingToDecide);
        }
        if *to != self.desk {
            self.hand(step, to, reason)?;
        }
        self.note(step, Note::Decided { to: to.clone(), reason: Some(reason.clone()) });
        Ok(())
    }

    fn hand(&mut self, step: &Step<'_>, to: &Desk, reason: &Private<String>) -> Result<(), Refused> {
        if self.state != State::Triage {
            let next = if self.state.may_become(&State::Triage) && !matches!(to, Desk::Agency(_)) {
                State::Triage
            } else {
                State::NotOurs
            };
            self.go_with(step, next, Some(reason), None)?;
        }
        let next = first_state_on(to);
        if self.state != next {
            self.go(step, next)?;
        }
        self.move_to(to, step.now, step.actor, Some(reason.clone()), Some(step.request));
        Ok(())
    }

    /// Who must decide if the incident is passed to `to` now; none while it does not go to and fro.
    fn decider(&self, step: &Step<'_>, to: &Desk) -> Option<Desk> {
        self.desk.agency()?;
        let (agencies, bounces) = self.path();
        let returns = to.agency().is_some_and(|agency| agencies.contains(&agency));
        if !returns && bounces + 1 < MOST_BOUNCES {
            return None;
        }
        let mut desks = vec![self.desk.clone(), to.clone()];
        desks.extend(agencies.into_iter().cloned().map(Desk::Agency));
        Some(step.hierarchy.common(self, &desks))
    }

    /// The agencies that have passed it on since it was last decided whose it is, and how often that was.
    ///
    /// A centre that sends it somewhere decides by that: it is no side in the game, so the agencies begin anew. The
    /// count does not.
    fn path(&self) -> (Vec<&AgencyId>, usize) {
        let (mut agencies, mut bounces) = (Vec::new(), 0);
        // What another system passed on before it came here was no game of ours.
        for entry in self.log.iter().filter(|entry| entry.actor.source != Source::Import) {
            match &entry.happening {
                Happening::Hop { from: Desk::Agency(agency), reason: Some(_), .. } => {
                    agencies.push(agency);
                    bounces += 1;
                }
                Happening::Hop { from: Desk::Centre(_) | Desk::Region, .. } => agencies.clear(),
                Happening::Noted(Note::Decided { .. }) => (agencies, bounces) = (Vec::new(), 0),
                _ => {}
            }
        }
        (agencies, bounces)
    }
}
