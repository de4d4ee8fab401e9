//! A case: what a good client does, the task that finds out, the server that it meets, and what is looked at.

use super::{says::Says, scene::Scene, shows::Shows, task::Task};
use crate::conformance::Level;

/// What has to come before a case can say anything of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A bind.
    Bind,
    /// A search.
    Search,
    /// A modification.
    Modification,
    /// Any request, or a TLS handshake that was begun.
    Anything,
    /// Nothing: a client that holds back does well.
    Nothing,
}

/// One case of the suite.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Made of names: the area and what is found out, such as `references/reference-is-no-entry`. Never reused for another.
    pub id: &'static str,
    /// What a good client does, and where that stands.
    pub clause: &'static str,
    /// How binding it is.
    pub level: Level,
    /// What the application is asked to do.
    pub task: Task,
    pub(super) scene: Scene,
    pub(super) says: &'static [Says],
    pub(super) shows: &'static [Shows],
    pub(super) subject: Subject,
}

impl Case {
    const fn new(level: Level, id: &'static str, clause: &'static str, task: Task) -> Self {
        Self {
            id,
            clause,
            level,
            task,
            scene: Scene::ORDINARY,
            says: &[],
            shows: &[],
            subject: match task {
                Task::Bind { .. } => Subject::Bind,
                Task::Write { .. } => Subject::Modification,
                _ => Subject::Search,
            },
        }
    }

    /// The server that the client meets.
    pub(super) const fn scene(mut self, scene: Scene) -> Self {
        self.scene = scene;
        self
    }

    /// What the application must say that came of it.
    pub(super) const fn says(mut self, says: &'static [Says]) -> Self {
        self.says = says;
        self
    }

    /// What the server must see.
    pub(super) const fn shows(mut self, shows: &'static [Shows]) -> Self {
        self.shows = shows;
        self
    }

    pub(super) const fn subject(mut self, subject: Subject) -> Self {
        self.subject = subject;
        self
    }

    /// The area: the id without its last part.
    #[must_use]
    pub fn area(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(area, _)| area)
    }

    /// Whether a verdict needs the application to say what came of its task: the octets alone do not show it.
    #[must_use]
    pub fn needs_outcome(&self) -> bool {
        !self.says.is_empty()
    }
}

pub(super) const fn must(id: &'static str, clause: &'static str, task: Task) -> Case {
    Case::new(Level::Must, id, clause, task)
}

pub(super) const fn should(id: &'static str, clause: &'static str, task: Task) -> Case {
    Case::new(Level::Should, id, clause, task)
}
