package mitid

import (
	"errors"
	"slices"
	"strings"

	"ringback/ciba"
)

// The action words that the MitID app knows.
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

// The longest reference id and nonce, in UTF-16 units. The broker states no limit; stock servers
// refuse a login hint token over 4000 characters, and with these every request stays below.
const (
	MaxCase  = 255
	MaxNonce = 255
)

// Request is what the operator asks of a person. Its JSON, which callers keep to go on after a
// crash, has the names that it had at first.
type Request struct {
	UUID string // MitID UUID of the person
	Text string `json:"ReferenceText"` // shown in the MitID app
	IP   string // the person's, as agreed with the broker

	Action string // one of [Actions], or empty
	Case   string `json:"ReferenceID"` // opaque to the broker, at most [MaxCase]; or empty

	// Appswitch in the request, the documented style: both or neither.
	AppOS              string
	AppSwitchReturnURL string

	Nonce string // ciba_nonce, made with [NewNonce]; or empty
}

// Canonical returns the request as it is sent: UUID and IP in canonical form, the text normalized,
// blanks at the ends of the other fields gone. What can't be read stays as it was typed, and
// [Request.Validate] names it.
func (r Request) Canonical() Request {
	if id, err := ParseUUID(r.UUID); err == nil {
		r.UUID = id
	}
	if ip, err := ParseIP(r.IP); err == nil {
		r.IP = ip
	}
	r.Text = ciba.NormalizeText(r.Text)
	r.Case = strings.TrimFunc(r.Case, ciba.IsBlank)
	r.AppSwitchReturnURL = strings.TrimFunc(r.AppSwitchReturnURL, ciba.IsBlank)
	return r
}

// Validate reports everything for which the request can't be sent: the joined
// [ciba.FieldError] of each field, in the order of the fields (see [ciba.FieldErrors]).
// It judges the request as it would be sent, so what [Request.Canonical]
// cleans is no error.
func (r Request) Validate() error {
	r = r.Canonical()
	_, uuidErr := ParseUUID(r.UUID)
	_, ipErr := ParseIP(r.IP)
	return errors.Join(
		uuidErr,
		CheckText(r.Text),
		ipErr,
		checkAction(r.Action),
		ciba.CheckText(FieldCase, r.Case, MaxCase),
		checkAppOS(r.AppOS, r.AppSwitchReturnURL),
		checkRequestReturnURL(r.AppOS, r.AppSwitchReturnURL),
		checkNonceText(r.Nonce),
	)
}

func checkAction(action string) error {
	if action != "" && !slices.Contains(Actions(), action) {
		return ciba.FieldError{Field: FieldAction, Problem: ciba.ProblemUnknown}
	}
	return nil
}

// checkAppOS asks for an operating system where there is a return URL: one without the other
// switches nowhere.
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

// grantType is no parameter of CIBA Core at this endpoint, but every documented request of the
// broker has it.
const grantType = "urn:openid:params:grant-type:ciba"

// Form returns the parameters of the authentication request (CIBA Core 1.0 §7.1) in the documented
// order: grant_type, scope, login_hint_token. The scope is space-separated and must hold openid.
// Client authentication is not in it: package ciba adds that. The error is made of
// [ciba.FieldError].
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
