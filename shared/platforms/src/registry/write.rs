//! An incident as a row: of one that was brought over the row that it was, of any other what the record says.

use chrono::{DateTime, TimeDelta, Utc};
use domain::agency::Desk;
use domain::incident::{Case, Entry, Happening, Outcome, Record, State, Voice};
use domain::topics::Taxonomy;
use domain::{Directory, Private, texts};

use super::times::{moment_text, span_text};
use super::{Row, Themes, column};

/// Writes an incident as a row; `author` is the author's address where it is still kept.
pub fn row(record: &Record, directory: &Directory, author: Option<&Private<String>>) -> Row {
    let mut row = Row::default();
    let Some(case) = record.case() else { return row };
    let mut writer = Writer { record, case, directory, row: &mut row };
    writer.origin();
    writer.place();
    writer.answers();
    writer.end();
    row.set(column::AUTHOR, author.map_or("", |address| address.expose().as_str()));
    if let Some(imported) = &record.imported {
        let stale = |column: &usize| column::OF_WORK.contains(column) && !case.is_as_imported();
        for (at, text) in &imported.cells {
            if !stale(&usize::from(*at)) {
                row.set(usize::from(*at), text.expose().as_str());
            }
        }
    }
    row
}

struct Writer<'a> {
    record: &'a Record,
    case: &'a Case,
    directory: &'a Directory,
    row: &'a mut Row,
}

impl Writer<'_> {
    fn set(&mut self, column: usize, text: Option<impl Into<String>>) {
        if let Some(text) = text {
            self.row.set(column, text);
        }
    }

    fn set_moment(&mut self, column: usize, at: Option<DateTime<Utc>>) {
        let zone = self.directory.region.zone;
        self.set(column, at.map(|at| moment_text(at, zone)));
    }

    fn origin(&mut self) {
        let (record, case) = (self.record, self.case);
        self.set(column::CABINET, Some(self.directory.region.centre.as_str()));
        self.set(column::ID, Some(record.key.as_str()));
        self.set(column::DEPARTMENT, self.directory.desk_name(&case.desk));
        self.set_moment(column::CREATED_AT, Some(record.written_at()));
        self.set(column::KIND, Some(if is_solvable(case) { "Решаемый" } else { "Информационный" }));
        if let Some(topic) = case.decision.topic.as_ref().and_then(|code| Taxonomy::built_in().get(code)) {
            let theme = Themes::built_in().theme(&topic.code).unwrap_or(&topic.title);
            self.set(column::GROUP, Some(topic.group_title.as_str()));
            self.set(column::THEME, Some(theme));
        }
        if let Some(said) = record.said() {
            self.set(column::TEXT, Some(said.text.expose().as_str()));
            self.set(column::LINK, said.link.as_deref());
            self.set(column::HAS_MEDIA, Some(if said.attachments.is_empty() { "Нет" } else { "Да" }));
        }
    }

    fn place(&mut self) {
        let decision = &self.case.decision;
        let unit = decision.municipality.as_ref().and_then(|code| self.directory.municipality(code));
        self.set(column::REGION, Some(self.directory.region.name.as_str()));
        self.set(column::MUNICIPALITY, unit.map(|unit| unit.name.as_str()));
        self.set(column::SETTLEMENT, decision.settlement.as_deref());
        let address = self.record.said().and_then(|said| said.address.as_ref()).map(Private::expose);
        if let Some(address) = address {
            let (street, house) = address.rsplit_once(", ").unwrap_or((address, ""));
            self.set(column::STREET, Some(street));
            self.set(column::HOUSE, Some(house));
        }
    }

    fn answers(&mut self) {
        let (case, from) = (self.case, self.record.written_at());
        let answers = case.answers();
        let text = |index: usize| answers.get(index)?.text().map(|text| text.expose().as_str());
        let first = case.first_answer_at();
        self.set_moment(column::FIRST_ANSWER_AT, first);
        self.set(column::FIRST_ANSWER, text(0));
        self.set(column::ANSWER_WALL, first.and_then(|at| span_text(at - from)));
        self.set(column::ANSWER_WORKING, first.and_then(|at| self.working(from, at)).and_then(span_text));
        let assigned = last_assigned(case);
        let own =
            moved(case, "answered").map(|entry| entry.at).find(|at| assigned.is_none_or(|set| set <= *at));
        self.set_moment(column::ASSIGNED_AT, assigned);
        self.set_moment(column::OWN_ANSWER_AT, own);
        let reaction = own.zip(assigned).and_then(|(own, assigned)| span_text(own - assigned));
        self.set(column::OWN_ANSWER_WALL, reaction);
        let asked = moved(case, "answer_pending_approval").next().map(|entry| entry.at);
        self.set_moment(column::APPROVAL_AT, asked);
        let lay = asked.zip(first).and_then(|(asked, first)| span_text(first - asked));
        self.set(column::APPROVAL_WALL, lay);
        for index in 0..3 {
            self.set(column::ANSWERS + index, text(index));
        }
    }

    /// Minutes of the desk's calendar, where one covers the time.
    fn working(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<TimeDelta> {
        let calendar = self.directory.calendar(self.case.decision.calendar.as_ref()?)?;
        calendar.working_between(from, to).ok()
    }

    fn end(&mut self) {
        let (case, from) = (self.case, self.record.written_at());
        let step = match case.state {
            State::Closed => "Готово",
            State::Answered => "Оценка удовлетворенности",
            _ => texts::state(&case.state),
        };
        self.set(column::STEP, Some(step));
        if let Some((at, outcome)) = case.closing() {
            self.set_moment(column::CLOSED_AT, Some(at));
            self.set(column::CLOSING_WALL, span_text(at - from));
            self.set(column::RESULT, Some(result(outcome)));
        }
        self.set_moment(column::ASKED_AT, moved(case, "answered").next_back().map(|entry| entry.at));
        let voice = self.record.imported.as_ref().and_then(|imported| imported.voice);
        self.set(column::REASON, voice.map(reason));
    }
}

fn moved<'a>(case: &'a Case, state: &'static str) -> impl DoubleEndedIterator<Item = &'a Entry> {
    let to =
        move |entry: &&Entry| matches!(&entry.happening, Happening::Moved { to, .. } if to.name() == state);
    case.log.iter().filter(to)
}

/// When it last came to an agency's desk: by a hop, or by the first decision.
fn last_assigned(case: &Case) -> Option<DateTime<Utc>> {
    let hop = |entry: &&Entry| {
        matches!(&entry.happening, Happening::Hop { to: Desk::Agency(_), .. })
            || matches!(&entry.happening, Happening::Moved { to: State::Routed, .. })
    };
    case.log.iter().rfind(hop).map(|entry| entry.at)
}

const fn is_solvable(case: &Case) -> bool {
    matches!(case.decision.kind, domain::Kind::Complaint | domain::Kind::Request)
}

const fn result(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Fixed => "Решено",
        Outcome::Explained => "Разъяснено",
        _ => texts::outcome(outcome),
    }
}

const fn reason(voice: Voice) -> &'static str {
    match voice {
        Voice::Satisfied => "Автор доволен",
        Voice::Neutral => "Автор нейтрален",
        Voice::Dissatisfied => "Автор недоволен",
        Voice::NoAnswer => "Нет ответа от автора",
        Voice::NotAsked => "Дальнейший диалог нецелесообразен",
    }
}
