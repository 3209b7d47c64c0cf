//! How a message was read out of its capture, for the report.

use super::CaptureSummary;
use crate::capture::{Captured, Unreadable};

impl From<&Captured> for CaptureSummary {
    fn from(message: &Captured) -> CaptureSummary {
        CaptureSummary {
            form: message.form(),
            steps: message.steps().to_vec(),
            repairs: message.repairs().to_vec(),
            xml_bytes: message.xml().len(),
            position: message.position(),
            recognised: message.recognised(),
        }
    }
}

impl From<&Unreadable> for CaptureSummary {
    fn from(unreadable: &Unreadable) -> CaptureSummary {
        CaptureSummary {
            form: unreadable.form(),
            steps: unreadable.steps().to_vec(),
            repairs: unreadable.repairs().to_vec(),
            xml_bytes: 0,
            position: (0, 0),
            recognised: unreadable.recognised(),
        }
    }
}
