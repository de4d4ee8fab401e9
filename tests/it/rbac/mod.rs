//! The directory-service API through HTTPS, against mock directories.

mod at_rest;
mod bounds;
mod certificates;
mod database;
mod directory_test;
mod down;
mod guesses;
mod hostile;
mod http;
mod lab;
mod login;
mod openapi;
mod powers;
mod races;
mod roles;
mod ruling;
mod secrets;
mod settings;
mod stored;
mod telling;
mod tokens;
