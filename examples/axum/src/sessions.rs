//! Sessions: in the memory of this process, or in Redis. They are found by their ID, and by the person when an identity
//! provider asks for a logout.

use redis::AsyncCommands;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use samlens::Logout;
use samlens::replay::StoreError;
use samlens::sign_on::{LogoutResult, SessionSubject};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

/// The key of a session's data that has the [`SessionSubject`].
pub(crate) const SUBJECT: &str = "subject";

/// How long a question to Redis may take.
const LIMIT: Duration = Duration::from_secs(1);

/// Where sessions are kept. It is cheap to clone.
#[derive(Clone)]
pub struct Sessions(Arc<Place>);

enum Place {
    Memory(Mutex<Memory>),
    Redis(Shared),
}

/// Redis, and how the keys of this service begin.
#[derive(Clone)]
struct Shared {
    connection: ConnectionManager,
    prefix: String,
}

impl Shared {
    fn session(&self, key: &str) -> String {
        format!("{}session:{key}", self.prefix)
    }

    fn person(&self, person: &str) -> String {
        format!("{}person:{person}", self.prefix)
    }
}

#[derive(Default)]
struct Memory {
    sessions: HashMap<String, Record>,
    /// Sessions by person.
    by_subject: HashMap<String, BTreeSet<String>>,
    /// Sessions by their end, so that what has ended is found without a walk over all.
    by_end: BTreeSet<(OffsetDateTime, String)>,
}

impl Sessions {
    /// In the memory of this process: they end with it, and another process does not know them.
    pub fn in_memory() -> Sessions {
        Sessions(Arc::new(Place::Memory(Mutex::default())))
    }

    /// In Redis, for several processes. Each service there has a prefix of its own.
    ///
    /// # Errors
    /// Redis cannot be reached.
    pub async fn in_redis(url: &str, prefix: &str) -> std::result::Result<Sessions, StoreError> {
        // The URL may contain a password, so a message does not repeat it.
        let failed = |_| StoreError::new("the sessions' Redis cannot be reached");
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(LIMIT))
            .set_response_timeout(Some(LIMIT))
            .set_number_of_retries(1);
        let client = redis::Client::open(url).map_err(failed)?;
        let connection = client.get_connection_manager_with_config(config).await.map_err(failed)?;
        Ok(Sessions(Arc::new(Place::Redis(Shared { connection, prefix: prefix.to_owned() }))))
    }

    /// Ends the sessions that an identity provider wants to end.
    pub(crate) async fn end(&self, logout: &Logout) -> LogoutResult {
        let person = logout.subject_key().map(|key| digest(&key)).unwrap_or_default();
        let ended = match &*self.0 {
            Place::Memory(memory) => Ok(locked(memory).end(&person, logout)),
            Place::Redis(shared) => end_in_redis(shared, &person, logout).await,
        };
        match ended {
            Ok(count) => {
                tracing::info!(count, "sessions ended by the identity provider");
                LogoutResult::Complete
            }
            Err(error) => {
                tracing::error!(error = %unavailable(error), "sessions not ended");
                LogoutResult::Failed
            }
        }
    }

    async fn write(&self, record: &Record) -> Result<()> {
        let (key, person) = (digest(&record.id.to_string()), person_of(record));
        match &*self.0 {
            Place::Memory(memory) => {
                locked(memory).insert(key, person, record.clone());
                Ok(())
            }
            Place::Redis(shared) => {
                let end = record.expiry_date.unix_timestamp();
                let data = serde_json::to_string(&(end, &record.data))
                    .map_err(|error| Error::Encode(error.to_string()))?;
                let mut write = redis::pipe();
                write.atomic();
                let until = redis::SetExpiry::EXAT(u64::try_from(end).unwrap_or_default());
                let options = redis::SetOptions::default().with_expiration(until);
                write.set_options(shared.session(&key), data, options).ignore();
                if let Some(person) = person {
                    // What ended is forgotten whenever another session of the person begins; the key itself goes with
                    // the last one.
                    let now = OffsetDateTime::now_utc().unix_timestamp();
                    let longest = crate::user::SESSION_LIFETIME.whole_seconds();
                    let person = shared.person(&person);
                    write.zadd(&person, &key, end).ignore();
                    write.zrembyscore(&person, "-inf", now).ignore();
                    write.expire(&person, longest).ignore();
                }
                write.query_async(&mut shared.connection.clone()).await.map_err(unavailable)
            }
        }
    }
}

async fn end_in_redis(shared: &Shared, person: &str, logout: &Logout) -> redis::RedisResult<usize> {
    let mut connection = shared.connection.clone();
    let person = shared.person(person);
    let keys: Vec<String> = connection.zrange(&person, 0, -1).await?;
    let mut ended = 0;
    for key in keys {
        let data: Option<String> = connection.get(shared.session(&key)).await?;
        if data.and_then(|data| subject_in(&data)).is_some_and(|subject| logout.ends_session(&subject)) {
            let mut end = redis::pipe();
            end.atomic().del(shared.session(&key)).ignore().zrem(&person, &key).ignore();
            let () = end.query_async(&mut connection).await?;
            ended += 1;
        }
    }
    Ok(ended)
}

impl Memory {
    fn insert(&mut self, key: String, person: Option<String>, record: Record) {
        self.remove(&key);
        let now = OffsetDateTime::now_utc();
        while let Some((_, ended)) = self.by_end.first().filter(|(end, _)| *end <= now).cloned() {
            self.remove(&ended);
        }
        if let Some(person) = person {
            self.by_subject.entry(person).or_default().insert(key.clone());
        }
        self.by_end.insert((record.expiry_date, key.clone()));
        self.sessions.insert(key, record);
    }

    fn remove(&mut self, key: &str) {
        let Some(record) = self.sessions.remove(key) else { return };
        self.by_end.remove(&(record.expiry_date, key.to_owned()));
        if let Some(person) = person_of(&record)
            && let Some(keys) = self.by_subject.get_mut(&person)
        {
            keys.remove(key);
            if keys.is_empty() {
                self.by_subject.remove(&person);
            }
        }
    }

    fn end(&mut self, person: &str, logout: &Logout) -> usize {
        let keys = self.by_subject.get(person).cloned().unwrap_or_default();
        let ends = |record: &Record| subject_of(record).is_some_and(|subject| logout.ends_session(&subject));
        let ended: Vec<String> =
            keys.into_iter().filter(|key| self.sessions.get(key).is_some_and(ends)).collect();
        ended.iter().for_each(|key| self.remove(key));
        ended.len()
    }
}

fn locked(memory: &Mutex<Memory>) -> MutexGuard<'_, Memory> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

fn subject_of(record: &Record) -> Option<SessionSubject> {
    SessionSubject::from_text(record.data.get(SUBJECT)?.as_str()?)
}

fn subject_in(data: &str) -> Option<SessionSubject> {
    let (_, data): (i64, HashMap<String, serde_json::Value>) = serde_json::from_str(data).ok()?;
    SessionSubject::from_text(data.get(SUBJECT)?.as_str()?)
}

fn person_of(record: &Record) -> Option<String> {
    Some(digest(subject_of(record)?.subject_key()))
}

/// Keys are digests: who reads the names of keys has no session to use and no person's name.
fn digest(text: &str) -> String {
    openssl::sha::sha256(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unavailable(error: redis::RedisError) -> Error {
    Error::Backend(format!("the sessions' Redis did not answer: {}", error.category()))
}

#[async_trait::async_trait]
impl tower_sessions::SessionStore for Sessions {
    // IDs are 128 random bits, so `create` needs no look at what is there.
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.write(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.write(record).await
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let key = digest(&id.to_string());
        let record = match &*self.0 {
            Place::Memory(memory) => locked(memory).sessions.get(&key).cloned(),
            Place::Redis(shared) => {
                let data: Option<String> =
                    shared.connection.clone().get(shared.session(&key)).await.map_err(unavailable)?;
                let Some(data) = data else { return Ok(None) };
                let damaged = || Error::Decode("a session in Redis cannot be read".to_owned());
                let (end, data) = serde_json::from_str(&data).map_err(|_| damaged())?;
                let expiry_date = OffsetDateTime::from_unix_timestamp(end).map_err(|_| damaged())?;
                Some(Record { id: *id, data, expiry_date })
            }
        };
        Ok(record.filter(|record| record.expiry_date > OffsetDateTime::now_utc()))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let key = digest(&id.to_string());
        match &*self.0 {
            Place::Memory(memory) => {
                locked(memory).remove(&key);
                Ok(())
            }
            // The person's list forgets it when the next session begins, or with its own end.
            Place::Redis(shared) => {
                shared.connection.clone().del(shared.session(&key)).await.map_err(unavailable)
            }
        }
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &*self.0 {
            Place::Memory(_) => "Sessions(memory)",
            Place::Redis(_) => "Sessions(Redis)",
        })
    }
}
