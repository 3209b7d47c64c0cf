//! The page's form: fields and files, as browsers send them (RFC 7578).

use super::super::Failure;
use super::asked::Asked;
use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;

/// Fields and files in one form.
const MAX_PARTS: usize = 128;

/// Reads a form. The size of all of it is limited before.
pub(super) async fn read(mut form: Multipart) -> Result<Asked, Failure> {
    let mut asked = Asked::default();
    for _ in 0..MAX_PARTS {
        let Some(field) = form.next_field().await.map_err(unread)? else { return Ok(asked) };
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(unread)?;
        match file {
            // A file input without a file.
            Some(_) if bytes.is_empty() => {}
            Some(file) => {
                let file = file.rsplit(['/', '\\']).next().unwrap_or_default();
                let file: String = samlens::inspect::printable_line(file).chars().take(100).collect();
                asked.files.push((file, bytes.to_vec()));
            }
            None => asked.set(&name, String::from_utf8_lossy(&bytes).into_owned())?,
        }
    }
    Err(Failure::usage(format_args!("a form of more than {MAX_PARTS} parts")))
}

fn unread(error: MultipartError) -> Failure {
    Failure::usage(format_args!("the form cannot be read: {}", error.body_text()))
}
