package ciba

import (
	"context"
	"time"
)

// Params are the parts of a verification besides its [Request]. All are optional, but without
// Further nobody is ever verified.
type Params struct {
	// Further returns the profile's checks of a payload, above all who the person is. Without a
	// required and passed [CheckPerson] nobody is ever verified. It is also called with nil claims,
	// only for the ids of its checks.
	Further func(Claims) []Check
	// Person returns the check of the person if Further left it open, that is, required and skipped
	// with [WordNotAsked]. It is called once, after every other required check passed, the look for
	// earlier uses included; an at_hash is then required, whatever the configuration says. It may
	// wait, at most until 15 minutes after the authentication: then ctx ends, as it does with a
	// cancel. If its check is skipped too, the outcome is unknown. It may be nil.
	Person func(ctx context.Context, l Late) Check
	// Form holds the parameters of the start, without client authentication, for
	// [Client.NewVerification]. [Client.Prepare] makes them from a [Request] instead.
	Form Form
	// Hide names parameters of the form whose values are secret. No exchange shows these values,
	// even where a provider repeats them. It may be nil.
	Hide []string
	// Mask are texts that no exchange shows, in the hint or where a provider repeats them.
	Mask []Mask
	// Reference is the reference in the form, which a token may state again under a name of the
	// profile's; "" if the form has none.
	Reference string
	// Meaning knows the profile's own error codes, which a provider may put into error_description.
	// An access_denied with a code that means a fault is not a refusal by the person; a code in
	// error itself that means a refusal is one. Nil if there are no such codes.
	Meaning func(code string) CodeMeaning
	// Marks returns what must belong to one verification only, besides the token itself: for
	// example, its transaction. It may be nil.
	Marks func(Claims) []string
	// Receive looks the tokens' marks up among those of other verifications, and records the tokens
	// before anything of them is shown. ctx ends with a cancel or when the program closes. The look
	// may then stop, but the tokens should still be recorded, because a provider gives them only
	// once. If nil, the client looks in its own memory, and nothing is recorded.
	Receive func(ctx context.Context, r Receipt) Reception
	// Now returns the wall time of the start, so that the caller's own record can have exactly the
	// same time. If nil, it is the client's.
	Now func() time.Time
	// Keep receives what is needed to resume after a crash: when the start was acknowledged, before
	// anything else is sent, and again whenever the interval grows. It may be nil.
	Keep func(ctx context.Context, r Resumption)
	// Observe receives the events, one at a time, on the goroutine of Run. It must not block. It
	// may be nil.
	Observe func(Event)
}

// Receipt is what there is to record when tokens arrive.
type Receipt struct {
	Tokens   Tokens
	At       time.Time // the provider's time
	Ours     time.Time // the same moment by our clock as it was set at the start
	Marks    []string
	Identity string // the signed part of this verification's token; also a mark
}
