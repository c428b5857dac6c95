package mitid

import (
	"slices"
	"strings"

	"ringback/ciba"
)

// ErrorPrefix is the prefix that the MitID Flex app service gives to MitID's own codes. The list of
// those codes isn't published.
const ErrorPrefix = "mitid_flex_app.mitid_error_"

// Refusals returns the broker's codes for a person who refused. They are from its catalogue of
// errors, like those of [Faults].
func Refusals() []string {
	return []string{"mitid_user_aborted", "mitid_core_client_error_user_abort", "user_aborted"}
}

// Faults returns the broker's codes for something that went wrong on the way.
func Faults() []string {
	return []string{
		"mitid_timeout", "mitid_internal_error", "mitid_unexpected_error", "mitid_core_client_error", "mitid_no_ctx", "internal_error",
		"mitid_identity_not_found", "mitid_uuid_hint_malformed",
		"invalid_idp_params", "invalid_idp_configuration_or_parameter", "no_ctx_idp_params",
	}
}

// Meaning returns the meaning of one of the broker's own codes.
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

// isCode reports whether a text has the form of a code, as opposed to prose.
func isCode(text string) bool {
	return text != "" && len(text) <= 50 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") == ""
}
