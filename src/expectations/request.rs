//! Which request a message may answer.

/// Which request a message must answer: what `InResponseTo` may be.
///
/// A service that starts every login itself keeps the ID of each request in the browser's session and gives it here.
/// Without that comparison, an attacker can insert their own valid response into another person's browser (login CSRF).
/// Sources: SAML 2.0 core, 3.2.2; SAML 2.0 profiles, 4.1.4.3 and 4.1.5.
///
/// An empty ID matches nothing, and an empty list has no ID that matches. IDs are compared exactly.
///
/// ```
/// use samlens::InResponseTo;
///
/// // One request is open in this browser session.
/// let one = InResponseTo::Request("_7a1c5e9b3d2f4806");
///
/// // Several tabs have one open each, and the identity provider may also begin a login.
/// let open = ["_7a1c5e9b3d2f4806", "_1f0e9d8c7b6a5948"];
/// let any = InResponseTo::AnyOfOrUnsolicited(&open);
/// # let _ = (one, any);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InResponseTo<'a> {
    /// The message must answer the request with this ID.
    Request(&'a str),
    /// The message must answer one of these requests. The response and its confirmation must name the same one;
    /// [`Login::in_response_to`](crate::Login::in_response_to) says which.
    AnyOf(&'a [&'a str]),
    /// No request was sent: the identity provider began the login, and `InResponseTo` must be absent.
    Unsolicited,
    /// The message must answer the request with this ID, or no request.
    RequestOrUnsolicited(&'a str),
    /// The message must answer one of these requests, or no request.
    AnyOfOrUnsolicited(&'a [&'a str]),
    /// `InResponseTo` is not compared with anything. This is for reports on captures; a service that uses it accepts
    /// answers to requests that it never sent.
    Unchecked,
}

/// IDs that a finding lists.
const MAX_LISTED: usize = 4;

/// How a message answers another request than it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// It names a request that is not expected.
    Another,
    /// It names no request, and must.
    Missing,
    /// It names a request, and none was sent.
    Unexpected,
}

impl<'a> InResponseTo<'a> {
    /// The IDs that may be answered.
    fn ids(&self) -> &[&'a str] {
        match self {
            InResponseTo::Request(id) | InResponseTo::RequestOrUnsolicited(id) => std::slice::from_ref(id),
            InResponseTo::AnyOf(ids) | InResponseTo::AnyOfOrUnsolicited(ids) => ids,
            InResponseTo::Unsolicited | InResponseTo::Unchecked => &[],
        }
    }

    fn allows_none(self) -> bool {
        match self {
            InResponseTo::Request(_) | InResponseTo::AnyOf(_) => false,
            InResponseTo::Unsolicited
            | InResponseTo::RequestOrUnsolicited(_)
            | InResponseTo::AnyOfOrUnsolicited(_)
            | InResponseTo::Unchecked => true,
        }
    }

    /// Whether more than one value is allowed, so that two places in a message can differ and both be allowed.
    pub(crate) fn allows_several(self) -> bool {
        match self {
            InResponseTo::Request(_) | InResponseTo::Unsolicited => false,
            InResponseTo::AnyOf(_)
            | InResponseTo::RequestOrUnsolicited(_)
            | InResponseTo::AnyOfOrUnsolicited(_)
            | InResponseTo::Unchecked => true,
        }
    }

    /// What is wrong with this value of `InResponseTo`.
    pub(crate) fn unanswered(self, answered: Option<&str>) -> Option<Unanswered> {
        if self == InResponseTo::Unchecked {
            return None;
        }
        match answered {
            None if self.allows_none() => None,
            None => Some(Unanswered::Missing),
            Some(id) if !id.is_empty() && self.ids().contains(&id) => None,
            Some(_) if self == InResponseTo::Unsolicited => Some(Unanswered::Unexpected),
            Some(_) => Some(Unanswered::Another),
        }
    }

    /// The values that are allowed, for a finding.
    pub(crate) fn expected(self) -> String {
        let ids = self.ids();
        let mut listed: Vec<&str> = ids.iter().copied().take(MAX_LISTED).collect();
        if ids.len() > MAX_LISTED {
            listed.push("…");
        }
        let listed = listed.join(", ");
        match (self.allows_none(), listed.is_empty()) {
            (false, true) if ids.is_empty() => "the ID of a request, and none was sent".to_owned(),
            (false, true) => "the ID of a request (the given one is empty)".to_owned(),
            (false, false) => listed,
            (true, true) => "no InResponseTo".to_owned(),
            (true, false) => format!("{listed}, or no InResponseTo"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{InResponseTo, Unanswered};

    #[test]
    fn each_form_allows_what_its_name_says() {
        use Unanswered::{Another, Missing, Unexpected};
        let ids = ["_1", "_2"];
        for (form, first, second, other, none) in [
            (InResponseTo::Request("_1"), None, Some(Another), Some(Another), Some(Missing)),
            (InResponseTo::AnyOf(&ids), None, None, Some(Another), Some(Missing)),
            (InResponseTo::Unsolicited, Some(Unexpected), Some(Unexpected), Some(Unexpected), None),
            (InResponseTo::RequestOrUnsolicited("_1"), None, Some(Another), Some(Another), None),
            (InResponseTo::AnyOfOrUnsolicited(&ids), None, None, Some(Another), None),
            (InResponseTo::Unchecked, None, None, None, None),
        ] {
            assert_eq!(form.unanswered(Some("_1")), first, "{form:?}");
            assert_eq!(form.unanswered(Some("_2")), second, "{form:?}");
            assert_eq!(form.unanswered(Some("_3")), other, "{form:?}");
            assert_eq!(form.unanswered(None), none, "{form:?}");
        }
    }

    #[test]
    fn without_a_request_that_was_sent_a_finding_says_so() {
        assert_eq!(InResponseTo::AnyOf(&[]).expected(), "the ID of a request, and none was sent");
        assert_eq!(InResponseTo::AnyOf(&["_1", "_2"]).expected(), "_1, _2");
    }

    #[test]
    fn an_empty_id_matches_nothing() {
        for form in [
            InResponseTo::Request(""),
            InResponseTo::AnyOf(&["", "_1"]),
            InResponseTo::AnyOf(&[]),
            InResponseTo::RequestOrUnsolicited(""),
            InResponseTo::AnyOfOrUnsolicited(&[""]),
        ] {
            assert_eq!(form.unanswered(Some("")), Some(Unanswered::Another), "{form:?}");
        }
        assert_eq!(InResponseTo::AnyOf(&[]).unanswered(None), Some(Unanswered::Missing));
    }

    #[test]
    fn a_finding_lists_what_is_allowed() {
        assert_eq!(InResponseTo::Request("_1").expected(), "_1");
        assert_eq!(InResponseTo::Request("").expected(), "the ID of a request (the given one is empty)");
        assert_eq!(InResponseTo::Unsolicited.expected(), "no InResponseTo");
        assert_eq!(InResponseTo::AnyOfOrUnsolicited(&["_1", "_2"]).expected(), "_1, _2, or no InResponseTo");
        assert_eq!(InResponseTo::AnyOf(&["1", "2", "3", "4", "5"]).expected(), "1, 2, 3, 4, …");
    }
}
