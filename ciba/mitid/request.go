package mitid

import (
	"errors"
	"slices"
	"strings"

	"ringback/ciba"
)

// The action words of the MitID app.
const (
	ActionLogOn   = "LOG_ON"
	ActionApprove = "APPROVE"
	ActionConfirm = "CONFIRM"
	ActionAccept  = "ACCEPT"
	ActionSign    = "SIGN"
)

// Actions returns the action words in the order of the documentation.
func Actions() []string {
	return []string{ActionLogOn, ActionApprove, ActionConfirm, ActionAccept, ActionSign}
}

// The operating systems that a request can name for appswitch.
const (
	AppOSIOS     = "IOS"
	AppOSAndroid = "Android"
)

// The longest reference id and nonce, in UTF-16 units. The broker states no limit; common servers
// reject a login hint token over 4000 characters, and with these limits every request stays below
// that.
const (
	MaxCase  = 255
	MaxNonce = 255
)

// Request is what the operator asks of a person. Callers store its JSON to resume after a crash, so
// the JSON keeps the names of the first version.
type Request struct {
	UUID string // MitID UUID of the person; empty if asked by CPR

	// CPR is the person's CPR number; empty if asked by UUID. It is in no JSON: what is kept to
	// resume says ByCPR, and the number must be given again.
	CPR   CPR  `json:"-"`
	ByCPR bool `json:",omitzero"` // the person is asked by CPR; set by [Request.Canonical]

	Text string `json:"ReferenceText"` // shown in the MitID app
	IP   string // the person's, as agreed with the broker

	Action string // one of [Actions], or empty
	Case   string `json:"ReferenceID"` // opaque to the broker, at most [MaxCase]; or empty

	// For appswitch in the documented style: both or neither.
	AppOS              string
	AppSwitchReturnURL string

	Nonce string // ciba_nonce, made with [NewNonce]; or empty
}

// Canonical returns the request as it is sent: UUID and IP in canonical form, the text normalized,
// the other fields without leading and trailing blanks. A field that can't be read stays as typed,
// and [Request.Validate] reports it.
func (r Request) Canonical() Request {
	if id, err := ParseUUID(r.UUID); err == nil {
		r.UUID = id
	}
	if ip, err := ParseIP(r.IP); err == nil {
		r.IP = ip
	}
	r.ByCPR = r.ByCPR || !r.CPR.IsZero()
	r.Text = ciba.NormalizeText(r.Text)
	r.Case = strings.TrimFunc(r.Case, ciba.IsBlank)
	r.AppSwitchReturnURL = strings.TrimFunc(r.AppSwitchReturnURL, ciba.IsBlank)
	return r
}

// Validate reports every reason for which the request can't be sent: the joined [ciba.FieldError]
// of each field, in the order of the fields (see [ciba.FieldErrors]). It checks the request as it
// would be sent, so anything that [Request.Canonical] cleans is no error.
func (r Request) Validate() error {
	r = r.Canonical()
	_, ipErr := ParseIP(r.IP)
	return errors.Join(
		r.checkPerson(),
		CheckText(r.Text),
		ipErr,
		checkAction(r.Action),
		ciba.CheckText(FieldCase, r.Case, MaxCase),
		checkAppOS(r.AppOS, r.AppSwitchReturnURL),
		checkRequestReturnURL(r.AppOS, r.AppSwitchReturnURL),
		checkNonceText(r.Nonce),
	)
}

// checkPerson requires exactly one of UUID and CPR.
func (r Request) checkPerson() error {
	switch {
	case !r.ByCPR:
		_, err := ParseUUID(r.UUID)
		return err
	case r.UUID != "":
		return ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemTooMany}
	case r.CPR.IsZero():
		return ciba.FieldError{Field: FieldPerson, Problem: ciba.ProblemEmpty}
	}
	return nil
}

func checkAction(action string) error {
	if action != "" && !slices.Contains(Actions(), action) {
		return ciba.FieldError{Field: FieldAction, Problem: ciba.ProblemUnknown}
	}
	return nil
}

// checkAppOS requires an operating system with a return URL: one without the other has no effect.
func checkAppOS(os, returnURL string) error {
	switch {
	case os == "" && returnURL != "":
		return ciba.FieldError{Field: FieldAppOS, Problem: ciba.ProblemEmpty}
	case os != "" && os != AppOSIOS && os != AppOSAndroid:
		return ciba.FieldError{Field: FieldAppOS, Problem: ciba.ProblemUnknown}
	}
	return nil
}

func checkRequestReturnURL(os, returnURL string) error {
	if os == "" && returnURL == "" {
		return nil
	}
	return CheckReturnURL(returnURL)
}

func checkNonceText(nonce string) error {
	for i := range len(nonce) {
		if nonce[i] <= ' ' || nonce[i] > '~' {
			return ciba.FieldError{Field: FieldNonce, Problem: ciba.ProblemMalformed}
		}
	}
	if len(nonce) > MaxNonce {
		return ciba.FieldError{Field: FieldNonce, Problem: ciba.ProblemTooLong, Limit: MaxNonce}
	}
	return nil
}

// grantType is no CIBA Core parameter of this endpoint, but every documented request of the broker
// has it.
const grantType = "urn:openid:params:grant-type:ciba"

// Form returns the parameters of the authentication request (CIBA Core 1.0 §7.1) in the documented
// order: grant_type, scope, login_hint_token. The scope is space-separated and must include openid.
// Package ciba adds the client authentication. The error is the joined [ciba.FieldError] of each
// field.
func (r Request) Form(scope string, encoding HintEncoding) (ciba.Form, error) {
	if err := ciba.CheckScope(scope); err != nil {
		return nil, err
	}
	hint, err := r.Hint(encoding)
	if err != nil {
		return nil, err
	}
	return ciba.Form{
		{Name: "grant_type", Value: grantType},
		{Name: "scope", Value: scope},
		{Name: "login_hint_token", Value: hint},
	}, nil
}
