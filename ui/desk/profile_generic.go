package desk

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringback/ciba"
	"ringback/ciba/generic"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// genericRequest is a request of the profile generic. Its JSON is kept so that the verification can
// be resumed after a crash. It leaves out a token that identifies the person, since resuming needs
// none.
type genericRequest struct {
	// always empty: the JSON of every profile begins with it
	None       mitid.Request   `json:"request"`
	Request    generic.Request `json:"generic"`
	CaseNumber string          `json:"case,omitzero"` // not sent
}

// anyProvider returns the profile of every provider other than MitID's.
func anyProvider() profile {
	return profile{
		id: config.ProfileGeneric,
		ask: func(f form, e config.Environment, _ time.Time) asked {
			r := generic.Request{
				Person: f.person.typed, Text: f.text.typed, Hint: hintOf(e),
				RequestedExpiry: int(e.RequestedExpiry / time.Second), ACRValues: e.ACRValues,
			}
			if r.Hint != generic.HintLogin {
				r.Token = ciba.Secret(f.token.typed)
			}
			return genericRequest{Request: r.Canonical(), CaseNumber: strings.TrimSpace(f.caseNumber.typed)}
		},
		kept: func(members jsontext.Value) (asked, error) {
			var r genericRequest
			err := json.Unmarshal(members, &r)
			return r, err
		},
		person: func(typed string, _ time.Time) (journal.Person, bool) {
			return journal.Named(generic.CanonicalPerson(typed)), true
		},
		fields: func(e config.Environment) []string {
			if hintOf(e) == generic.HintLogin {
				return nil
			}
			return []string{FieldHintToken}
		},
		oauth:   func(oauth *ciba.OAuthError) Text { return codeSentence(oauth.Code) },
		foreign: []string{"ip", "hint_encoding", "ciba_nonce", "cpr", "cpr_match_endpoint", "appswitch", "appswitch_ios", "appswitch_android", "required_loa"},
		words:   "generic.",
		own:     genericKeys,
	}
}

// genericKeys are the keys of texts that mention MitID or its service, or state what only MitID
// guarantees.
var genericKeys = []string{
	"form.caller.us_note", "form.person.label", "form.person.placeholder", "form.person.problem.empty", "form.person.problem.malformed",
	"form.text.label", "form.text.preview", "form.text.problem.too_long",
	"say.starting.text", "say.waiting.code", "say.waiting.no_code", "say.waiting.unseen", "say.waiting.unseen_late",
	"say.outcome.verified", "say.outcome.refused",
	"outcome.verified.sentence", "outcome.verified.sentence_unnamed", "outcome.verified.meaning", "outcome.refused.sentence",
	"outcome.failed.sentence.unauthorized_client", "outcome.failed.sentence.unknown_user_id",
	"outcome.failed.sentence.expired_login_hint_token", "outcome.failed.sentence.invalid_binding_message",
	"note.verified", "note.verified_unnamed", "note.outcome", "guard.asked_lately", "guard.asked_once",
	"result.text", "journal.column.text", "journal.filter.person",
	"check.signature.name", "check.token_kind.explained", "check.identity_provider.name", "check.identity_provider.explained",
	"check.person.explained", "check.reference_text.name", "check.reference_text.explained",
	"check.transaction.explained", "check.assurance.name", "check.assurance.explained",
	"console.text", "console.person_missing", "receipt.asked.uuid",
	"window.step.fill", "window.step.approve", "window.step.check", "state.checking.sentence",

	// what names the MitID service
	"state.waiting.no_answer", "state.waiting.in_trouble", "waiting.why.slowed",
	"outcome.cancelled.sentence.confirmed", "outcome.cancelled.sentence.not_confirmed",
	"outcome.cancelled.sentence.nothing_left", "outcome.unknown.sentence.start",
	"outcome.unknown.sentence.start_no_answer", "outcome.unknown.sentence.start_unreadable",
	"outcome.unknown.sentence.not_the_broker", "outcome.unknown.sentence.stopped",
	"outcome.unknown.sentence.deadline_no_answer", "outcome.failed.sentence.invalid_client",
	"outcome.failed.sentence.invalid_request", "outcome.failed.sentence.invalid_request_object",
	"outcome.failed.sentence.missing_user_code", "outcome.failed.sentence.invalid_user_code",
	"outcome.failed.sentence.unsupported_grant_type", "outcome.failed.sentence.access_denied",
	"outcome.failed.sentence.invalid_grant", "outcome.failed.sentence.transaction_failed",
	"outcome.failed.sentence.internal_error", "outcome.failed.sentence.broker_error",
	"outcome.failed.sentence.unavailable", "outcome.failed.sentence.unavailable_until",
	"outcome.failed.sentence.network", "outcome.failed.sentence.clock_behind", "outcome.failed.sentence.clock_ahead",
	"check.signature.explained",
}

// hintOf returns the kind of hint that identifies the person to the provider.
func hintOf(e config.Environment) generic.Hint {
	return cmp.Or(generic.Hint(e.Hint), generic.HintLogin)
}

func (r genericRequest) Person() string      { return r.Request.Person }
func (r genericRequest) Key() journal.Person { return journal.Named(r.Request.Person) }
func (r genericRequest) Text() string        { return r.Request.Text }
func (r genericRequest) Case() string        { return r.CaseNumber }

// Validate applies MitID's limits to the case. The case isn't sent, but it goes into the text and
// the journal.
func (r genericRequest) Validate() error {
	return errors.Join(r.Request.Validate(), ciba.CheckText(mitid.FieldCase, r.CaseNumber, mitid.MaxCase))
}

func (r genericRequest) Form(scope string) (ciba.Form, error) { return r.Request.Form(scope) }

func (r genericRequest) Params(e config.Environment) ciba.Params {
	return ciba.Params{Hide: r.Request.Hide(), Further: generic.Checks(r.Request, e.PersonClaim)}
}

// Late returns nil: the token names the person.
func (genericRequest) Late(mitid.Match) func(context.Context, ciba.Late) ciba.Check { return nil }

// Also returns nobody: there is only one domain.
func (genericRequest) Also(ciba.Claims) journal.Person { return journal.Person{} }

func (r genericRequest) Refill(f *form) { f.caseNumber = input{typed: r.CaseNumber} }

func (r genericRequest) Show(f *Form, show shown) {
	typed := show.typed
	f.Person, f.Text, f.TextLimit = show.field(generic.FieldPerson, typed.person), show.field(generic.FieldText, typed.text), generic.MaxText
	f.PersonClaim = ciba.Clean(show.environment.PersonClaim, 100)
	if r.Request.Hint != generic.HintLogin {
		f.TokenHint = string(r.Request.Hint)
		token := show.field(generic.FieldHintToken, typed.token)
		f.Token = SecretField{Value: ciba.Secret(token.Value), Problem: token.Problem, Valid: token.Valid}
	}
}

func (r genericRequest) Name(o *Outcome, claims ciba.Claims) {
	if o.Name = generic.Name(claims); o.Name == "" {
		o.Name, o.Unnamed = r.Request.Person, true
	}
}

// Transaction returns "": no specification defines a transaction id.
func (genericRequest) Transaction(ciba.Claims) string { return "" }
