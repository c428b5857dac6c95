package ciba

// The claims by which a token may name the request that it answers. The first is from CIBA Core
// §10.3.1; the others have been seen in tokens of real providers.
const (
	claimAuthReqID      = "urn:openid:params:jwt:claim:auth_req_id"
	claimAuthReqIDShort = "auth_req_id"
	claimReference      = "reference_id"
	claimReferenceCamel = "referenceId"
)

// requestBinding compares what the token states about its request with the request. A token need
// not state anything, but what it states must be ours. If we sent no reference, one in the token is
// shown and decides nothing. A differing value is never shown, since it belongs to someone else.
func (j judge) requestBinding() Check {
	check := Check{ID: CheckRequestBinding, Result: Skip, Expected: Word(WordSame), Actual: Word(WordNotStated)}
	compare := func(name, ours string) {
		if check.Result == Fail || !j.token.Payload.Has(name) {
			return
		}
		stated, err := j.token.Payload.String(name)
		switch {
		case err != nil || stated == "":
			check = verdictOf(CheckRequestBinding, false, check.Expected, Word(WordMalformed))
		case stated != ours:
			check = verdictOf(CheckRequestBinding, false, check.Expected, Word(WordDifferent))
		default:
			check = verdictOf(CheckRequestBinding, true, check.Expected, Word(WordSame))
		}
	}
	compare(claimAuthReqID, j.AuthReqID.Reveal())
	compare(claimAuthReqIDShort, j.AuthReqID.Reveal())
	for _, name := range []string{claimReference, claimReferenceCamel} {
		if j.Reference != "" {
			compare(name, j.Reference)
		} else if j.token.Payload.Has(name) && check.Result == Skip {
			check.Actual = stated(j.token.Payload.String(name))
		}
	}
	return check
}
