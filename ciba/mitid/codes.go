package mitid

import (
	"slices"
	"strings"

	"ringback/ciba"
)

// ErrorPrefix is how a code begins that the MitID Flex app service makes of one of MitID's own; the
// rest is theirs, and not published.
const ErrorPrefix = "mitid_flex_app.mitid_error_"

// Refusals are the broker's codes for a person who broke it off, and Faults those for what went
// wrong on the way. They are from its catalogue of errors.
func Refusals() []string {
	return []string{"mitid_user_aborted", "mitid_core_client_error_user_abort", "user_aborted"}
}

// Faults are described with [Refusals].
func Faults() []string {
	return []string{
		"mitid_timeout", "mitid_internal_error", "mitid_unexpected_error", "mitid_core_client_error", "mitid_no_ctx", "internal_error",
		"mitid_identity_not_found", "mitid_uuid_hint_malformed",
		"invalid_idp_params", "invalid_idp_configuration_or_parameter", "no_ctx_idp_params",
	}
}

// Meaning is what one of the broker's own codes means.
func Meaning(code string) ciba.CodeMeaning {
	number, ofMitID := strings.CutPrefix(code, ErrorPrefix)
	switch {
	case slices.Contains(Refusals(), code):
		return ciba.CodeRefusal
	case slices.Contains(Faults(), code), ofMitID && isCode(number):
		return ciba.CodeFault
	}
	return ciba.CodeUnknown
}

// isCode reports whether a text has the form of a code and isn't prose.
func isCode(text string) bool {
	return text != "" && len(text) <= 50 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") == ""
}
