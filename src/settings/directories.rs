//! The directories of a service, in the order in which they are tried, and the file that holds them.

use serde_json::{Map, Value, json};

use super::{Document, Folder, Id, Merge, SealingKey, Secret, Settings, StoreError};

/// The file in the folder.
const FILE: &str = "directories.json";

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

    /// Writes them.
    ///
    /// # Errors
    /// The system refuses; what was stored before then still is.
    pub fn save(&self, folder: &Folder, key: &SealingKey) -> Result<(), StoreError> {
        let list: Vec<Value> = self.list.iter().map(|one| write(one, key)).collect();
        let file = json!({"version": 1, "retired": self.retired, "directories": list});
        folder.write(FILE, format!("{file:#}\n").as_bytes())
    }

    fn parse(octets: &[u8], key: &SealingKey) -> Result<Self, String> {
        let file: Value = serde_json::from_slice(octets).map_err(|error| error.to_string())?;
        if file["version"] != 1 {
            return Err("it was written by another version of ldaplab".to_owned());
        }
        let list = file["directories"]
            .as_array()
            .ok_or("it holds no list of directories")?;
        let read_all = list.iter().map(|object| read(object, key));
        Ok(Self {
            list: read_all.collect::<Result<_, _>>()?,
            retired: file["retired"].as_str().and_then(|id| id.parse().ok()),
        })
    }
}

fn write(settings: &Settings, key: &SealingKey) -> Value {
    let mut object = settings.to_json(None);
    if let Some(password) = &settings.password {
        let sealed = key.seal(settings.id.as_str(), password);
        object.insert("sealed_password".to_owned(), sealed.into());
    }
    Value::Object(object)
}

fn read(object: &Value, key: &SealingKey) -> Result<Settings, String> {
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
    let password: Option<Secret> = match object.remove("sealed_password") {
        Some(Value::String(sealed)) => {
            let opened = key.open(id.as_str(), &sealed);
            Some(opened.map_err(|error| error.to_string())?)
        }
        _ => None,
    };
    if let Some(password) = &password {
        object.insert("password".to_owned(), password.reveal().into());
    }
    let document = Document::read(&object).map_err(|error| error.to_string())?;
    let mut settings = document
        .settings(Merge::Replace, None)
        .map_err(|error| error.to_string())?;
    settings.id = id;
    settings.password = password;
    Ok(settings)
}
