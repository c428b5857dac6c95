package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ringback/ciba"
	"ringback/ciba/mitid"
	"ringback/storage/config"
	"ringback/storage/journal"
)

// mitidRequest is a request of the MitID Flex app. Its JSON is kept so that the verification can be
// resumed after a crash.
type mitidRequest struct {
	Request   mitid.Request `json:"request"`
	encoding  mitid.HintEncoding
	returnURL string // as typed: for the appswitch URL, if it isn't sent
	person    error  // why what was typed names nobody, if it isn't a UUID
}

// mitidFlex returns the profile of Signaturgruppen Broker's MitID Flex app service.
func mitidFlex() profile {
	return profile{
		id: config.ProfileMitIDFlex,
		ask: func(f form, e config.Environment, now time.Time) asked {
			uuid, number, problem := readPerson(f.person.typed, e, now)
			r := mitid.Request{
				UUID: uuid, CPR: number, Text: f.text.typed, IP: f.ip.typed,
				Action: f.action.typed, Case: f.caseNumber.typed, Nonce: f.nonce,
			}
			if f.style == mitid.StyleDocumented && (f.appOS.typed != "" || f.returnURL.typed != "") {
				r.AppOS, r.AppSwitchReturnURL = f.appOS.typed, f.returnURL.typed
			}
			return mitidRequest{r.Canonical(), mitid.HintEncoding(f.encoding), f.returnURL.typed, problem}
		},
		kept: func(members jsontext.Value) (asked, error) {
			var r mitidRequest
			err := json.Unmarshal(members, &r)
			return r, err
		},
		person: func(typed string, now time.Time) (journal.Person, bool) {
			if number, err := mitid.ParseCPR(typed, true, now); err == nil {
				return journal.WithCPR(number.Digits()), true
			}
			uuid, err := mitid.ParseUUID(typed) // one person, however the UUID is written
			return journal.Named(uuid), err == nil
		},
		find: findMitID,
		fields: func(e config.Environment) []string {
			fields := []string{FieldUUID, FieldIP, FieldAction, FieldAppOS, FieldReturnURL}
			if e.CPR == config.CPRMatch {
				fields = append(fields, FieldCPR)
			}
			return fields
		},
		oauth:     mitidSentence,
		breaksOff: mitid.Refusals(),
		foreign:   []string{"hint", "person_claim", "requested_expiry", "acr_values"},
		appswitch: true,
		births:    true,
		apart:     Say("app.independent"),
	}
}

// unknownCPR is shown for a CPR number after a restart of the program: the number isn't kept.
const unknownCPR = "••••••-••••"

func (r mitidRequest) Person() string {
	if r.Request.ByCPR {
		return cmp.Or(r.Request.CPR.Masked(), unknownCPR)
	}
	return r.Request.UUID
}

func (r mitidRequest) Key() journal.Person {
	if r.Request.ByCPR {
		return journal.WithCPR(r.Request.CPR.Digits())
	}
	return journal.Named(r.Request.UUID)
}

func (r mitidRequest) Text() string { return r.Request.Text }
func (r mitidRequest) Case() string { return r.Request.Case }

func (r mitidRequest) Validate() error {
	var returnURL error
	if r.returnURL != "" {
		returnURL = mitid.CheckReturnURL(r.returnURL)
	}
	if r.person != nil {
		return errors.Join(r.person, r.Request.Validate(), returnURL)
	}
	return errors.Join(r.Request.Validate(), r.numberInside(), returnURL)
}

func (r mitidRequest) Form(scope string) (ciba.Form, error) {
	return r.Request.Form(scope, r.encoding)
}

func (r mitidRequest) Params(e config.Environment) ciba.Params {
	return ciba.Params{
		Mask:      r.masks(),
		Reference: r.Request.Case,
		Further:   mitid.Checks(r.Request, mitid.Options{Nonce: mitid.NoncePolicy(e.CIBANonce), RequiredLoA: e.RequiredLoA}),
		Meaning:   mitid.Meaning,
	}
}

func (r mitidRequest) Late(m mitid.Match) func(context.Context, ciba.Late) ciba.Check {
	return m.Person(r.Request)
}

func (r mitidRequest) Also(claims ciba.Claims) journal.Person {
	if !r.Request.ByCPR {
		return journal.Person{}
	}
	return journal.Named(mitid.PersonUUID(claims))
}

func (r mitidRequest) Refill(f *form) {
	f.ip, f.action, f.caseNumber = input{typed: r.Request.IP}, input{typed: r.Request.Action}, input{typed: r.Request.Case}
	f.appOS, f.returnURL = input{typed: r.Request.AppOS}, input{typed: r.Request.AppSwitchReturnURL}
}

func (r mitidRequest) Show(f *Form, show shown) {
	e, typed := show.environment, show.typed
	f.Person, f.Text, f.TextLimit = show.field(mitid.FieldPerson, typed.person), show.field(mitid.FieldText, typed.text), mitid.MaxText
	r.showCPR(f, show)
	f.IP, f.IPFolded = show.field(mitid.FieldIP, typed.ip), e.IP != ""
	f.IPIsExample = e.IPFromDocumentation && typed.ip.typed == e.IP
	f.Action, f.Actions = show.field(mitid.FieldAction, typed.action), append([]string{""}, mitid.Actions()...)
	f.AppOS, f.ReturnURL = show.field(mitid.FieldAppOS, typed.appOS), show.field(mitid.FieldReturnURL, typed.returnURL)
	f.Encoding, f.Encodings = typed.encoding, []string{string(mitid.HintJSON), string(mitid.HintBase64)}
	if r.Validate() == nil {
		f.Hint = indented(r.Request, r.masks())
	}
}

func (r mitidRequest) Name(o *Outcome, claims ciba.Claims) {
	person := mitid.ReadPerson(claims)
	o.Name, o.DateOfBirth, o.NameProtected = person.Name, person.DateOfBirth, person.NameProtected
}

func (r mitidRequest) Transaction(claims ciba.Claims) string { return mitid.TransactionID(claims) }

// indented returns the login hint as indented JSON.
func indented(r mitid.Request, masks []ciba.Mask) string {
	hint, err := r.Hint(mitid.HintJSON)
	if err != nil {
		return ""
	}
	hint = ciba.MaskHint(ciba.Form{{Name: "hint", Value: hint}}, masks).Get("hint")
	value := jsontext.Value(hint)
	if err := value.Indent(jsontext.WithIndent("  ")); err != nil {
		return hint
	}
	return string(value)
}

// brokerErrors returns the error codes of MitID's broker, except the numbered ones.
func brokerErrors() []string { return append(mitid.Refusals(), mitid.Faults()...) }

// mitidSentence says what an error means, by the broker's own code if it has one.
func mitidSentence(oauth *ciba.OAuthError) Text {
	code := cmp.Or(oauth.Own, oauth.Code)
	number, numbered := strings.CutPrefix(code, mitid.ErrorPrefix)
	if numbered && !slices.Contains(brokerErrors(), code) {
		return Say(failedPlace+"mitid_error", "Code", number)
	}
	return codeSentence(code, brokerErrors()...)
}

// findMitID returns whom a text names: the one MitID UUID in it or, without any, the one CPR
// number.
func findMitID(text string, l lookup) Finding {
	found := mitid.Find(text, l.testDays, l.now)
	var short []string
	for _, uuid := range found.UUIDs {
		short = append(short, uuid[:4]+"…"+uuid[len(uuid)-4:])
	}
	if len(short) == 0 {
		for _, number := range found.CPRs {
			short = append(short, number.Masked())
		}
	}
	switch {
	case len(short) == 0:
		return Finding{}
	case len(found.UUIDs) == 0 && !l.cpr:
		return Finding{Problem: Say("form.person.problem.cpr_off")}
	case len(short) > 1:
		return Finding{Problem: several(short)}
	case len(found.UUIDs) == 1:
		return Finding{Person: found.UUIDs[0], Short: short[0]}
	}
	return Finding{Person: found.CPRs[0].Whole(), Short: short[0]}
}
