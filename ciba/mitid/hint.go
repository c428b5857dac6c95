package mitid

import (
	"encoding/base64"
	"errors"

	"github.com/go-json-experiment/json"

	"ringback/ciba"
)

// HintEncoding is the encoding of the login hint in login_hint_token. The zero value is [HintJSON].
type HintEncoding string

// The encodings of the hint. Raw JSON is the default, because it is the only documented form with a
// valid example.
const (
	HintJSON   HintEncoding = "json"
	HintBase64 HintEncoding = "base64" // the standard alphabet, with padding
)

// hint is the login hint as the broker documents it: flat, in camel case except for ciba_nonce. The
// order of the fields is the order on the wire.
type hint struct {
	IDP                string `json:"idp"`
	UUID               string `json:"uuid,omitzero"`
	CPR                string `json:"cpr,omitzero"` // ten digits; exactly one of UUID and CPR
	ReferenceTextBody  string `json:"referenceTextBody"`
	IP                 string `json:"ip"`
	AppSwitchReturnURL string `json:"appSwitchReturnUrl,omitzero"`
	AppOS              string `json:"appOS,omitzero"`
	Action             string `json:"action,omitzero"`
	ReferenceID        string `json:"referenceId,omitzero"`
	Nonce              string `json:"ciba_nonce,omitzero"`
}

// Hint returns the login hint token of the request as it is sent, see [Request.Canonical]. The
// error is that of [Request.Validate], or a [ciba.FieldError] about the encoding.
func (r Request) Hint(encoding HintEncoding) (string, error) {
	if err := r.Validate(); err != nil {
		return "", err
	}
	r = r.Canonical()
	text, err := json.Marshal(hint{
		IDP:                identityProvider,
		UUID:               r.UUID,
		CPR:                r.CPR.Digits(),
		ReferenceTextBody:  r.Text,
		IP:                 r.IP,
		AppSwitchReturnURL: r.AppSwitchReturnURL,
		AppOS:              r.AppOS,
		Action:             r.Action,
		ReferenceID:        r.Case,
		Nonce:              r.Nonce,
	})
	if err != nil {
		// The cause is left out: it may quote the value.
		return "", errors.New("the login hint can't be written as JSON")
	}
	switch encoding {
	case HintJSON, "":
		return string(text), nil
	case HintBase64:
		return base64.StdEncoding.EncodeToString(text), nil
	default:
		return "", ciba.FieldError{Field: FieldHintEncoding, Problem: ciba.ProblemUnknown}
	}
}
