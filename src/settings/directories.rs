//! The directories of a service, in the order in which they are tried, and the file that holds them.

use serde_json::{Map, Value, json};

use super::{Document, Folder, Id, Merge, SealingKey, Settings, StoreError};

/// The file in the folder.
const FILE: &str = "directories.json";

/// The version of the file. In the one before, passwords were sealed for the id of a directory alone.
const VERSION: u64 = 2;

/// The directories, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directories {
    list: Vec<Settings>,
    /// The id of the first one before it was disconnected: who connects it again gets it back, and with it users and groups.
    retired: Option<Id>,
}

impl Directories {
    /// All, in order.
    pub fn all(&self) -> &[Settings] {
        &self.list
    }

    /// The one that the old generation of the API knows.
    pub fn first(&self) -> Option<&Settings> {
        self.list.first()
    }

    /// One by its id.
    pub fn find(&self, id: &Id) -> Option<&Settings> {
        self.list.iter().find(|settings| settings.id == *id)
    }

    /// Whether it is one of them, or the one that was disconnected.
    pub fn remembers(&self, id: &Id) -> bool {
        self.find(id).is_some() || self.retired.as_ref() == Some(id)
    }

    /// Sets the first.
    #[must_use]
    pub fn with_first(mut self, mut settings: Settings) -> Self {
        match self.list.first_mut() {
            Some(first) => *first = settings,
            None => {
                if let Some(id) = self.retired.take() {
                    settings.id = id;
                }
                self.list.push(settings);
            }
        }
        self
    }

    /// Adds one at the end.
    #[must_use]
    pub fn and(mut self, settings: Settings) -> Self {
        self.list.push(settings);
        self
    }

    /// Replaces the one with the same id.
    #[must_use]
    pub fn replacing(mut self, settings: Settings) -> Self {
        for one in &mut self.list {
            if one.id == settings.id {
                one.clone_from(&settings);
            }
        }
        self
    }

    /// Leaves one out.
    #[must_use]
    pub fn without(mut self, id: &Id) -> Self {
        self.list.retain(|settings| settings.id != *id);
        self
    }

    /// No directory at all; the first one's id is remembered.
    #[must_use]
    pub fn disconnected(self) -> Self {
        let first = self.list.into_iter().next().map(|settings| settings.id);
        Self {
            list: Vec::new(),
            retired: first.or(self.retired),
        }
    }

    /// Reads them from a folder.
    ///
    /// # Errors
    /// The file cannot be read, is damaged, or was sealed with another key.
    pub fn load(folder: &Folder, key: &SealingKey) -> Result<Self, StoreError> {
        let Some(octets) = folder.read(FILE)? else {
            return Ok(Self::default());
        };
        Self::parse(&octets, key).map_err(|why| folder.damaged(FILE, why))
    }

    /// Whether a folder holds sealed passwords, or what cannot be read: only the key under which they were sealed is then of use.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn needs_its_key(folder: &Folder) -> Result<bool, StoreError> {
        let octets = folder.read(FILE)?.unwrap_or_default();
        let file: Value = match serde_json::from_slice(&octets) {
            Ok(file) => file,
            Err(_) => return Ok(!octets.is_empty()),
        };
        let list = file["directories"].as_array();
        Ok(list.is_some_and(|list| list.iter().any(|one| one["sealed_password"].is_string())))
    }

    /// Whether a folder holds them as a version before wrote them, and they should be written anew.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn are_old(folder: &Folder) -> Result<bool, StoreError> {
        let octets = folder.read(FILE)?.unwrap_or_default();
        let file: Value = serde_json::from_slice(&octets).unwrap_or_default();
        Ok(file["version"].as_u64() == Some(VERSION - 1))
    }

    /// Writes them.
    ///
    /// # Errors
    /// The system refuses; what was stored before then still is.
    pub fn save(&self, folder: &Folder, key: &SealingKey) -> Result<(), StoreError> {
        let list: Vec<Value> = self.list.iter().map(|one| write(one, key)).collect();
        let file = json!({"version": VERSION, "retired": self.retired, "directories": list});
        folder.write(FILE, format!("{file:#}\n").as_bytes())
    }

    fn parse(octets: &[u8], key: &SealingKey) -> Result<Self, String> {
        let file: Value = serde_json::from_slice(octets).map_err(|error| error.to_string())?;
        let version = file["version"].as_u64();
        if ![Some(VERSION), Some(VERSION - 1)].contains(&version) {
            return Err("it was written by another version of ldaplab".to_owned());
        }
        let list = file["directories"]
            .as_array()
            .ok_or("it holds no list of directories")?;
        let read_all = list.iter().map(|object| read(object, key, version));
        Ok(Self {
            list: read_all.collect::<Result<_, _>>()?,
            retired: file["retired"].as_str().and_then(|id| id.parse().ok()),
        })
    }
}

fn write(settings: &Settings, key: &SealingKey) -> Value {
    let mut object = settings.to_json(None);
    if let Some(password) = &settings.password {
        let sealed = key.seal(&settings.place(), password);
        object.insert("sealed_password".to_owned(), sealed.into());
    }
    Value::Object(object)
}

fn read(object: &Value, key: &SealingKey, version: Option<u64>) -> Result<Settings, String> {
    let mut object: Map<String, Value> = object
        .as_object()
        .ok_or("a directory is no object")?
        .clone();
    let id = object.remove("id");
    let id: Id = id
        .as_ref()
        .and_then(Value::as_str)
        .and_then(|id| id.parse().ok())
        .ok_or("a directory has no id")?;
    let sealed = match object.remove("sealed_password") {
        Some(Value::String(sealed)) => Some(sealed),
        _ => None,
    };
    if sealed.is_some() {
        // Settings with an account hold together only with a password; what they say of the server is what it is sealed for.
        object.insert("password".to_owned(), "sealed".into());
    }
    let document = Document::read(&object).map_err(|error| error.to_string())?;
    let mut settings = document
        .settings(Merge::Replace, None)
        .map_err(|error| error.to_string())?;
    settings.id = id;
    settings.password = None;
    if let Some(sealed) = sealed {
        let place = match version {
            Some(VERSION) => settings.place(),
            _ => settings.id.to_string(),
        };
        let opened = key.open(&place, &sealed);
        settings.password = Some(opened.map_err(|error| error.to_string())?);
    }
    Ok(settings)
}
