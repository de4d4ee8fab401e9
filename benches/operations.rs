//! How many operations a second, over plain connections and TLS; how long a server takes to start, to give its first answer,
//! and to stop; how long others wait beside an attack; and what 100,000 people cost.
//!
//! `cargo bench --bench operations`; `-- wire`, `-- lifetime`, `-- recording`, `-- stalls` or `-- limits` for one of the five tables.

#![allow(clippy::print_stdout)]

#[path = "operations/content.rs"]
mod content;
#[path = "operations/lifetime.rs"]
mod lifetime;
#[path = "operations/limits.rs"]
mod limits;
mod measure;
#[path = "operations/pipeline.rs"]
mod pipeline;
#[path = "operations/recording.rs"]
mod recording;
#[path = "operations/stalls.rs"]
mod stalls;
#[path = "operations/wire.rs"]
mod wire;

use measure::{Effort, chosen};

fn main() {
    let effort = Effort::asked();
    if let Some(role) = limits::role() {
        return limits::child(role);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    if chosen("wire") {
        wire::print(&runtime, effort);
    }
    if chosen("lifetime") {
        lifetime::print(effort);
    }
    if chosen("recording") {
        recording::print(&runtime, effort);
    }
    if chosen("stalls") {
        stalls::print(effort);
    }
    if chosen("limits") {
        limits::print(effort);
    }
}
