//! Recordings of whole logins, as browsers and proxies export them, each with one mistake or none.
//!
//! A [`Scene`] says which login is recorded and what goes wrong in it; [`reel`] writes the recording in the dialect of a
//! program. Which cookies are sent is said by the scene, not computed: it is a second opinion on the library's rules.

mod filming;
mod reel;
mod scene;
mod scenes;
mod twins;

pub use reel::{Program, Reel, Shot};
pub use scene::{Expected, Scene};

use serde_json::{Value, json};

/// Every scene.
pub fn scenes() -> Vec<Scene> {
    let mut all = scenes::all();
    all.extend(twins::all());
    all
}

/// The files of `fixtures/flows`: the recordings, and one list of what is expected of them.
pub fn files() -> Vec<(String, String)> {
    let scenes = scenes();
    let mut files: Vec<(String, String)> =
        scenes.iter().map(|scene| (format!("flows/{}.har", scene.name), scene.recording())).collect();
    let list: Vec<Value> = scenes.iter().map(Scene::row).collect();
    let text = serde_json::to_string_pretty(&json!({ "flows": list })).unwrap() + "\n";
    files.push(("flows/manifest.json".to_owned(), text));
    files
}
