//! What is promised of publishing: no reply twice, whatever dies when.

use proptest::prelude::*;

use super::*;
use crate::incident::Actor;
use crate::private::Private;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::seconds(second)
}

fn answer() -> Answer {
    Answer {
        number: 1,
        state: AnswerState::Approved,
        editions: vec![Private::from("Засыпали")],
        to_all: true,
        outcome: None,
        given_by: Actor::person("k"),
        given_at: at(0),
        decided_by: None,
        decided_at: None,
        comment: None,
    }
}

/// What a platform offers against doubles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offers {
    /// It recognises the same call.
    Token,
    /// The thread can be read.
    Thread,
    Nothing,
}

/// What is stored, and what stands on the platform.
#[derive(Debug)]
struct World {
    offers: Offers,
    now: DateTime<Utc>,
    stored: Publication,
    version: u32,
    stands: u32,
}

/// Where a run is.
#[derive(Debug, Clone)]
enum Run {
    Idle,
    Read { seen: Publication, version: u32 },
    Claimed { claimed: Publication, looks: bool },
    Heard { claimed: Publication, brought: Brought },
}

/// What happens next.
#[derive(Debug, Clone, Copy)]
enum Turn {
    /// A run makes its next step; with its answer lost, if it is a call.
    Step {
        run: usize,
        lost: bool,
        refused: bool,
    },
    /// A run dies where it is.
    Crash {
        run: usize,
    },
    Time {
        seconds: i64,
    },
}

impl World {
    fn step(&mut self, run: Run, lost: bool, refused: bool) -> Run {
        match run {
            Run::Idle => Run::Read { seen: self.stored.clone(), version: self.version },
            Run::Read { seen, version } => self.decide(seen, version),
            Run::Claimed { claimed, looks } => self.call(claimed, looks, lost, refused),
            Run::Heard { claimed, brought } => {
                if self.stored.continues(&claimed, &brought) {
                    self.stored.bring(Work::Send { edition: 0 }, &brought, self.now);
                    self.version += 1;
                }
                Run::Idle
            }
        }
    }

    fn decide(&mut self, seen: Publication, version: u32) -> Run {
        let (work, recovers) = match seen.next(&answer(), None, self.now) {
            Next::Do(work) => (work, false),
            Next::Recover(work) => (work, true),
            _ => return Run::Idle,
        };
        let mut next = seen;
        let gives_up = recovers && self.offers == Offers::Nothing;
        if gives_up {
            next.state = PublicationState::unknown("interrupted");
        } else {
            next.claim(work, self.now);
        }
        if version != self.version {
            return Run::Idle;
        }
        self.version += 1;
        self.stored = next.clone();
        if gives_up {
            Run::Idle
        } else {
            Run::Claimed { claimed: next, looks: recovers && self.offers == Offers::Thread }
        }
    }

    fn call(&mut self, claimed: Publication, looks: bool, lost: bool, refused: bool) -> Run {
        if !claimed.may_call(self.now) {
            return Run::Idle;
        }
        let whole = Brought::Whole { object: "1".to_owned(), edition: 0 };
        let doubt = Brought::Doubt { until: self.now + Duration::seconds(5) };
        let brought = if looks {
            match (lost, self.stands) {
                (true, _) => doubt,
                (false, 0) => return Run::Claimed { claimed, looks: false },
                (false, _) => whole,
            }
        } else if refused {
            Brought::Nothing { until: self.now + Duration::seconds(5), counts: true }
        } else {
            self.stands = if self.offers == Offers::Token { 1 } else { self.stands + 1 };
            match (lost, self.offers) {
                (false, _) => whole,
                (true, Offers::Nothing) => Brought::End(PublicationState::unknown("no_answer")),
                (true, _) => doubt,
            }
        };
        Run::Heard { claimed, brought }
    }
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        8 => (0_usize..3, prop::bool::weighted(0.2), prop::bool::weighted(0.2))
            .prop_map(|(run, lost, refused)| Turn::Step { run, lost, refused }),
        1 => (0_usize..3).prop_map(|run| Turn::Crash { run }),
        2 => (1_i64..200).prop_map(|seconds| Turn::Time { seconds }),
    ]
}

fn play(offers: Offers, turns: &[Turn]) -> World {
    let stored = Publication::queued(1, at(0));
    let mut world = World { offers, now: at(0), stored, version: 0, stands: 0 };
    let mut runs = [Run::Idle, Run::Idle, Run::Idle];
    for turn in turns {
        match *turn {
            Turn::Step { run, lost, refused } => {
                runs[run] = world.step(runs[run].clone(), lost, refused);
            }
            Turn::Crash { run } => runs[run] = Run::Idle,
            Turn::Time { seconds } => world.now += Duration::seconds(seconds),
        }
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_reply_stands_twice_whatever_dies_when(
        offers in prop_oneof![Just(Offers::Token), Just(Offers::Thread), Just(Offers::Nothing)],
        turns in prop::collection::vec(turn(), 0..80),
    ) {
        let world = play(offers, &turns);
        prop_assert!(world.stands <= 1, "{world:?}");
        if world.stored.state == PublicationState::Sent {
            prop_assert_eq!(world.stands, 1);
        }
    }

    #[test]
    fn once_nothing_dies_any_more_a_reply_comes_to_an_end(
        offers in prop_oneof![Just(Offers::Token), Just(Offers::Thread), Just(Offers::Nothing)],
        turns in prop::collection::vec(turn(), 0..60),
    ) {
        let mut world = play(offers, &turns);
        for _ in 0..4 {
            world.now += Duration::seconds(600);
            let mut run = Run::Idle;
            for _ in 0..6 {
                run = world.step(run, false, false);
            }
        }
        let ended = matches!(world.stored.state, PublicationState::Sent | PublicationState::Unknown { .. });
        prop_assert!(ended, "{world:?}");
        prop_assert!(world.stands <= 1);
        if offers != Offers::Nothing {
            prop_assert_eq!((&world.stored.state, world.stands), (&PublicationState::Sent, 1));
        }
    }
}

#[test]
fn a_claim_keeps_others_away_and_then_says_that_the_call_may_have_been_made() {
    let mut publication = Publication::queued(1, at(0));
    let send = Work::Send { edition: 0 };
    assert_eq!(publication.next(&answer(), None, at(0)), Next::Do(send));
    publication.claim(send, at(0));
    assert!(publication.may_call(at(19)) && !publication.may_call(at(20)));
    assert_eq!(publication.next(&answer(), None, at(60)), Next::Wait(at(120)));
    assert_eq!(publication.next(&answer(), None, at(120)), Next::Recover(send));
}

#[test]
fn what_stands_is_edited_and_taken_back_and_what_does_not_is_neither() {
    let mut publication = Publication::queued(1, at(0));
    let whole = Brought::Whole { object: "7".to_owned(), edition: 0 };
    publication.bring(Work::Send { edition: 0 }, &whole, at(1));
    let mut answer = answer();
    assert_eq!(publication.next(&answer, None, at(1)), Next::Nothing);
    answer.editions.push("Засыпали вчера".into());
    assert_eq!(publication.next(&answer, None, at(1)), Next::Do(Work::Edit { edition: 1 }));
    answer.state = AnswerState::Removed;
    assert_eq!(publication.next(&answer, None, at(1)), Next::Do(Work::Remove));
    let settled = Next::Settle(PublicationState::withheld(TAKEN_BACK));
    assert_eq!(Publication::queued(1, at(0)).next(&answer, None, at(1)), settled);
    publication.bring(Work::Remove, &Brought::Gone, at(2));
    assert_eq!(publication.next(&answer, None, at(3)), Next::Nothing);
}

#[test]
fn a_withdrawn_message_is_answered_when_it_comes_back() {
    let mut publication = Publication::queued(1, at(0));
    let withheld = PublicationState::withheld(WITHDRAWN);
    assert_eq!(publication.next(&answer(), Some(WITHDRAWN), at(0)), Next::Settle(withheld.clone()));
    publication.state = withheld;
    assert_eq!(publication.next(&answer(), Some(WITHDRAWN), at(1)), Next::Nothing);
    assert_eq!(publication.next(&answer(), None, at(1)), Next::Do(Work::Send { edition: 0 }));
}

#[test]
fn the_parts_of_a_long_answer_go_on_where_they_broke_off_in_the_same_words() {
    let mut publication = Publication::queued(1, at(0));
    let send = Work::Send { edition: 0 };
    publication.claim(send, at(0));
    publication.bring(send, &Brought::Part { object: "7".to_owned(), edition: 0 }, at(1));
    assert_eq!(publication.state, PublicationState::Sending(send));
    let later = Brought::Nothing { until: at(9), counts: false };
    publication.bring(send, &later, at(2));
    let mut answer = answer();
    answer.editions.push("Иначе".into());
    assert_eq!(publication.next(&answer, None, at(9)), Next::Do(send));
    assert_eq!((publication.object.as_deref(), publication.attempts), (Some("7"), 0));
}

#[test]
fn a_person_decides_only_what_is_open() {
    let decided = Decided { by: "k".to_owned(), request: "r".to_owned() };
    let mut publication = Publication::queued(1, at(0));
    assert!(!publication.decide(Verdict::Resend, decided.clone(), at(1)));
    publication.state = PublicationState::unknown("no_answer");
    assert!(publication.decide(Verdict::Resend, decided.clone(), at(1)));
    assert_eq!((&publication.state, publication.round), (&PublicationState::Queued, 1));
    publication.state = PublicationState::unknown("no_answer");
    assert!(publication.decide(Verdict::MarkSent, decided.clone(), at(2)));
    assert!(!publication.decide(Verdict::GiveUp, decided, at(3)));
    assert_eq!((&publication.state, publication.round), (&PublicationState::Sent, 1));
}
