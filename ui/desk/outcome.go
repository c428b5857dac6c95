package desk

import (
	"errors"
	"regexp"
	"time"

	"ringback/ciba"
	"ringback/storage/journal"
)

// Outcome is how the verification ended, together with what was asked.
type Outcome struct {
	// "verified", "not_verified", "refused", "expired", "cancelled", "unknown", "failed"
	Outcome string
	Reason  string // a key, for the console; "" if Outcome says it all
	Error   string // the provider's error code, cleaned; "" without one
	// Cause says why the tokens that came verify nobody: "uncheckable", "not_genuine", "other",
	// "assurance"; "" for every other outcome. CauseCode, for technical staff, is the id of a
	// check, a colon and a word.
	Cause     string
	CauseCode string
	// Description is the provider's description of its error, cleaned and masked; "" without one.
	Description string
	// Detail says more for developers, in English and cleaned: which member of discovery is wrong,
	// which type of tokens came. It is usually "".
	Detail string
	// SupportReference is the UUID under which the provider's support finds the verification; ""
	// without one.
	SupportReference string
	// Failure says that the provider's support can be asked about it: SupportReference is shown
	// then.
	Failure bool
	At      time.Time
	Advice  Text // what to do next; zero if the sentence says it all

	// For documents:
	Caller      Caller // who called whom
	Operator    string // the account of whoever operated
	Record      string // the id of the record in the journal
	ControlCode string // where the journal's chain ended, with the record in it; see AskControlCode
	TokenDigest string // SHA-256 of the ID token, in hex; "" if none came, or an unreadable one
	Thumbprint  string // of the key that verified it (RFC 7638); "" if none did

	// As sent, not as typed later:
	Person string // UUID; in a generic environment what was asked for
	ByCPR  bool   // Person is a CPR number, masked
	Text   string
	Case   string // the operator's own reference for the call; ""
	Sent   time.Time

	// Verified only:
	Name          string
	Unnamed       bool // the provider states no name: Name is the person asked for
	DateOfBirth   time.Time
	NameProtected bool
	Transaction   string
	Approved      time.Time

	Checks   []Check // all, in the order of the verdict; empty unless tokens came
	Passed   int     // technical checks that passed
	Failed   int     // checks that failed, technical or not
	Recorded bool    // false: shown, but not in the journal
	// Recording: it isn't in the journal yet, but about to be written.
	Recording bool
	// Withheld: every check passed, and it will be verified as soon as it is recorded; until then
	// it is unknown. The policy wants that.
	Withheld bool
	// CanReport: Report records that the person didn't start this. Reported is when it was; zero if
	// it wasn't, or was taken back.
	CanReport bool
	Reported  time.Time
	Note      Text // one or two sentences for the case file; never the UUID
}

// outcomeOf returns how a verification ended, together with what was asked. It names who approved
// only if the person is verified.
func outcomeOf(r *run) *Outcome {
	o := &Outcome{
		Outcome: string(r.result.Outcome), Reason: string(r.result.Reason), At: r.at,
		Person: r.request.Person(), Text: r.request.Text(), Case: r.request.Case(), Sent: r.result.SentAt,
		Recorded: r.recorded, CanReport: canReport(r.result.Outcome), Reported: r.reported,
		Withheld: r.result.Reason == reasonNotRecorded,
		Caller:   r.caller, Record: r.id, ByCPR: r.request.Key().Domain == journal.ByCPR,
		TokenDigest: shownToken(*r.result).Digest(),
	}
	o.SupportReference, o.Detail = r.result.SupportReference, detailOf(r.result.Err)
	switch r.result.Outcome {
	case ciba.NotVerified, ciba.Failed, ciba.Unknown:
		o.Failure = !o.Withheld
	case ciba.Cancelled:
		o.Failure = r.result.Cancel == ciba.CancelUncertain
	}
	if r.result.OAuth != nil {
		o.Error, o.Description = r.result.OAuth.Code, withoutPerson(r.result.OAuth.Description, o.Person)
	}
	switch r.result.Outcome {
	case ciba.Refused, ciba.Expired, ciba.Unknown:
		o.Advice = Say("outcome." + o.Outcome + ".note")
	case ciba.Cancelled:
		if r.hungUp {
			o.Advice = Say("outcome.cancelled.hung_up")
		}
	case ciba.Verified:
		o.Advice = Say("outcome.verified.meaning")
	case ciba.NotVerified:
		cause, code := r.result.Verdict.Cause()
		o.Cause, o.CauseCode, o.Advice = string(cause), code, notVerifiedAdvice(r.result.Verdict)
	}
	o.Advice = profileOf(r.environment.Profile).say(o.Advice)
	if r.result.Verdict == nil {
		return o
	}
	o.Thumbprint = r.result.Verdict.Key.Thumbprint
	for _, check := range r.result.Verdict.Checks {
		row := viewCheck(check)
		row.ByCPR = check.ID == ciba.CheckPerson && r.request.Key().Domain == journal.ByCPR
		o.Checks = append(o.Checks, row)
		if check.Result == ciba.Fail {
			o.Failed++
		}
		if row.Technical && check.Result == ciba.Pass {
			o.Passed++
		}
	}
	if r.result.Outcome == ciba.Verified {
		claims := r.result.Token.Payload
		r.request.Name(o, claims)
		o.Transaction = transactionOf(r.request, *r.result)
		o.Approved, _ = claims.Time("auth_time")
	}
	return o
}

// detailOf returns what an error says about the configuration or the tokens.
func detailOf(err error) string {
	var (
		config  *ciba.ConfigError
		strange *ciba.TokenTypeError
	)
	switch {
	case errors.As(err, &config):
		return ciba.Clean(config.Detail, 300)
	case errors.As(err, &strange):
		return ciba.Clean(strange.Error(), 300)
	}
	return ""
}

// withoutPerson masks the person in the provider's text: the provider may repeat whom we asked for,
// and its text ends up in more places than the screen.
func withoutPerson(text, person string) string {
	if person == "" {
		return text
	}
	return regexp.MustCompile(`(?i)`+regexp.QuoteMeta(person)).ReplaceAllLiteralString(text, "•••")
}

// transactionOf returns the audit reference of a token, cleaned.
func transactionOf(request asked, result ciba.Result) string {
	return ciba.Clean(request.Transaction(shownToken(result).Payload), 100)
}
