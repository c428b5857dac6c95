package desk

import (
	"cmp"
	"crypto/x509"
	"errors"
	"slices"

	"ringback/ciba"
	"ringback/storage/journal"
)

// outcomeSentence returns the sentence next to the outcome's word.
func outcomeSentence(r *run) Text {
	o := r.outcome
	switch r.result.Outcome {
	case ciba.Verified:
		approved := At(o.Approved)
		switch {
		case o.NameProtected:
			return Say("outcome.verified.sentence_protected", "At", approved)
		case o.Name == "":
			return Say("outcome.verified.sentence_unnamed", "At", approved)
		}
		return Say("outcome.verified.sentence", "Name", o.Name, "At", approved)
	case ciba.NotVerified:
		return notVerifiedSentence(r.result.Verdict)
	case ciba.Cancelled:
		return cancelledSentence(r)
	case ciba.Unknown:
		return unknownSentence(r)
	case ciba.Failed:
		return failedSentence(r)
	}
	if brokenOff(r) {
		return Say("outcome.refused.broken_off")
	}
	return Say("outcome." + o.Outcome + ".sentence")
}

// brokenOff reports whether, according to the provider, the person aborted rather than refused.
func brokenOff(r *run) bool {
	oauth, codes := r.result.OAuth, profileOf(r.environment.Profile).breaksOff
	return r.result.Outcome == ciba.Refused && oauth != nil && (slices.Contains(codes, oauth.Own) || slices.Contains(codes, oauth.Code))
}

// cancelledSentence says how the broker answered the cancel.
func cancelledSentence(r *run) Text {
	switch {
	case r.dropped:
		return Say("outcome.cancelled.sentence.answered_too_late")
	case r.result.Reason == ciba.ReasonUnchecked:
		return Say("outcome.cancelled.sentence.unchecked")
	case r.result.Cancel == ciba.CancelDone:
		return Say("outcome.cancelled.sentence.confirmed")
	case r.result.Cancel == ciba.CancelUncertain:
		return Say("outcome.cancelled.sentence.not_confirmed")
	case r.result.Cancel == ciba.CancelNothing:
		return Say("outcome.cancelled.sentence.nothing_left")
	}
	return Say("outcome.cancelled.sentence.nothing_sent")
}

func unknownSentence(r *run) Text {
	const place = "outcome.unknown.sentence."
	switch {
	case r.outcome.Withheld && deskOnly(*r.verified):
		return Say(place + "desk_only")
	case r.outcome.Withheld && r.outcome.Recording:
		return Say(place + "not_recorded")
	case r.outcome.Withheld:
		return Say(place + "unrecordable")
	case r.stopping:
		return Say(place + "stopped")
	}
	switch reason := r.result.Reason; reason {
	case ciba.ReasonPollLost:
		switch r.result.Lost {
		case ciba.ReasonTimeout:
			return Say(place + "deadline_no_answer")
		case ciba.ReasonNone, ciba.ReasonUnreadable:
			return Say(place + "deadline_unusable")
		}
	case ciba.ReasonKeys:
		if r.result.Lost == ciba.ReasonTimeout {
			return Say(place + "unchecked_no_answer")
		}
	case ciba.ReasonTokenType:
		var strange *ciba.TokenTypeError
		if errors.As(r.result.Err, &strange) {
			return Say(place+"token_type", "Type", strange.Type)
		}
		return Say(place + "start_unreadable")
	case ciba.ReasonNotMatched:
		return Say(place+unknownKeys()[reason], "Why", viewFact(openPerson(r.result.Verdict), "check.value.").Word)
	}
	return Say(place + cmp.Or(unknownKeys()[r.result.Reason], "deadline"))
}

// openPerson returns why it is open who approved.
func openPerson(v *ciba.Verdict) ciba.Fact {
	if v == nil {
		return ciba.Word(ciba.WordNotAsked)
	}
	return v.Check(ciba.CheckPerson).Actual
}

// unknownKeys returns the keys of the sentences for outcome unknown, by reason.
func unknownKeys() map[ciba.Reason]string {
	return map[ciba.Reason]string{
		ciba.ReasonStartLost:      "start",
		ciba.ReasonStartTimeout:   "start_no_answer",
		ciba.ReasonStartUnclear:   "start_unreadable",
		ciba.ReasonNotTheProvider: "not_the_broker",
		ciba.ReasonPollLost:       "deadline",
		ciba.ReasonGrantLost:      "answer_lost",
		ciba.ReasonTokenType:      "token_type",
		ciba.ReasonKeys:           "unchecked",
		ciba.ReasonNotLookedUp:    "not_looked_up",
		ciba.ReasonNotMatched:     "not_matched",
		ciba.ReasonClock:          "clock",
		ciba.ReasonLeft:           "interrupted",
		ciba.ReasonCredential:     "credential", // resumed without a secret to ask with
		ciba.ReasonPrivateKey:     "credential",
	}
}

const failedPlace = "outcome.failed.sentence."

// standardErrors are the error codes of the specifications. Each has its own sentence.
var standardErrors = []string{
	"invalid_client", "unauthorized_client", "unknown_user_id", "expired_login_hint_token", "invalid_scope", "invalid_request",
	"invalid_request_object", "invalid_binding_message", "missing_user_code", "invalid_user_code", "unsupported_grant_type",
	"access_denied", "invalid_grant", "transaction_failed",
}

// askedBy words a sentence about whom nobody finds for a request by CPR number.
func askedBy(r *run, said Text) Text {
	notFound := said.Key == failedPlace+"unknown_user_id" || said.Key == failedPlace+"mitid_identity_not_found"
	if notFound && r.request.Key().Domain == journal.ByCPR {
		return Say(said.Key + "_cpr")
	}
	return said
}

func failedSentence(r *run) Text {
	switch {
	case r.result.OAuth != nil:
		return askedBy(r, profileOf(r.environment.Profile).oauth(r.result.OAuth))
	case r.result.Reason == ciba.ReasonBusy && r.result.Retry > 0:
		return Say(failedPlace+"unavailable_until", "Until", Until(r.at.Add(r.result.Retry)))
	case r.result.Reason == ciba.ReasonClock && r.result.SentAt.IsZero():
		return clockOff(failedPlace, r.result.Offset)
	}
	return reasonSentence(r.result.Reason, ciba.Host(r.environment.Issuer), r.result.Err)
}

// reasonSentence says why a provider could not be asked, or did not do what was asked.
func reasonSentence(reason ciba.Reason, host string, err error) Text {
	var (
		config *ciba.ConfigError
		proxy  *ciba.ProxyError
	)
	switch reason {
	case ciba.ReasonCertificate:
		return Say(failedPlace+certificateFault(err), "Host", host)
	case ciba.ReasonProxy:
		problem := Say("network.reason.proxy")
		if errors.As(err, &proxy) {
			problem = proxyText(proxy)
		}
		return Say(failedPlace+"proxy", "Problem", problem)
	case ciba.ReasonPrivateKey:
		if text := keyProblem(err); !text.IsZero() {
			return text
		}
	case ciba.ReasonLeft:
		return Say("outcome.unknown.sentence.interrupted")
	case ciba.ReasonDiscoveryStatus, ciba.ReasonDiscoveryMember, ciba.ReasonNoPoll, ciba.ReasonOtherHost, ciba.ReasonOtherIssuer,
		ciba.ReasonAddress, ciba.ReasonNotHTTPS, ciba.ReasonLoopback:
		if errors.As(err, &config) {
			return Say(failedPlace+failedKeys()[reason], "Host", host, "Member", config.Member, "Status", config.Status, "Given", config.Given)
		}
		return Say(failedPlace + "discovery")
	}
	if key, known := failedKeys()[reason]; known {
		return Say(failedPlace+key, "Host", host)
	}
	return Say(failedPlace + "discovery")
}

// failedKeys returns the keys of the sentences for outcome failed, by reason. A certificate, a
// proxy and a private key have several. Error codes of the provider have theirs in the profile's
// oauth.
func failedKeys() map[ciba.Reason]string {
	return map[ciba.Reason]string{
		ciba.ReasonNotFound:        "unknown_host",
		ciba.ReasonUnreachable:     "connection_refused",
		ciba.ReasonTimeout:         "no_answer",
		ciba.ReasonUnreadable:      "unreadable",
		ciba.ReasonCertificate:     "tls",
		ciba.ReasonProxy:           "proxy",
		ciba.ReasonDiscovery:       "discovery",
		ciba.ReasonDiscoveryStatus: "discovery_status",
		ciba.ReasonDiscoveryMember: "discovery_member",
		ciba.ReasonNotTheProvider:  "not_the_broker",
		ciba.ReasonNoPoll:          "no_poll",
		ciba.ReasonOtherHost:       "other_host",
		ciba.ReasonOtherIssuer:     "discovery_issuer",
		ciba.ReasonAddress:         "address",
		ciba.ReasonNotHTTPS:        "not_https",
		ciba.ReasonLoopback:        "loopback",
		ciba.ReasonClock:           "clock_differs",
		ciba.ReasonCredential:      "secret_missing",
		ciba.ReasonPrivateKey:      "private_key",
		ciba.ReasonBusy:            "unavailable",
		ciba.ReasonGrantInvalid:    "invalid_grant",
	}
}

// proxyText says which proxy did not let us through, and how.
func proxyText(p *ciba.ProxyError) Text {
	if p.Variable == string(ciba.ProxyFromPolicy) {
		return Say("network.proxy.fixed")
	}
	return Say("network.proxy."+string(p.Problem), "Variable", p.Variable, "Host", p.Host, "Status", p.Status)
}

// codeSentence says what an error code means: a standard one, or one of own.
func codeSentence(code string, own ...string) Text {
	if slices.Contains(standardErrors, code) || slices.Contains(own, code) {
		return Say(failedPlace + code)
	}
	return Say(failedPlace+"broker_error", "Code", code)
}

// certificateFault distinguishes the ways in which TLS can fail, since a different party has to fix
// each.
func certificateFault(err error) string {
	var (
		invalid  x509.CertificateInvalidError
		hostname x509.HostnameError
		unknown  x509.UnknownAuthorityError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "certificate_expired"
	case errors.As(err, &hostname):
		return "certificate_host"
	case errors.As(err, &unknown):
		return "certificate_unknown"
	}
	return "tls"
}
