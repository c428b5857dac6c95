package ciba

import (
	"context"
	"time"
)

// Params are what a verification is made with, besides a [Request]. All of it is optional, but
// without Further nobody is ever verified.
type Params struct {
	// Further are the checks of the profile, made of the payload: who the person is, above all.
	// Without a [CheckPerson] that is required and passes nothing is ever verified. It is also
	// called with no claims, for the ids of its checks alone.
	Further func(Claims) []Check
	// Form holds the parameters of the start without client authentication, where they aren't those
	// of a [Request].
	Form Form
	// Hide names parameters of the form whose values are secret. No exchange shows them, wherever a
	// provider may repeat them. It may be nil.
	Hide []string
	// Reference is what the form says under a name of the profile's that a token may state again;
	// "" if it says nothing of the kind.
	Reference string
	// Meaning knows the profile's own error codes, which a provider may put into error_description.
	// With access_denied a fault there is no refusal by the person, and a refusal in error itself
	// is one. It may be nil: there are none.
	Meaning func(code string) CodeMeaning
	// Marks name what must belong to one verification only, besides the token itself: its
	// transaction, for instance. It may be nil.
	Marks func(Claims) []string
	// Receive looks whether one of the marks was seen for another verification, and records tokens
	// before anything of them is shown. ctx ends with a cancel or when the program closes: nobody
	// waits for the look any more, but tokens come once and are worth recording all the same. It
	// may be nil: then the client looks in a memory of its own, and nothing is recorded.
	Receive func(ctx context.Context, r Receipt) Reception
	// Now tells the wall time of the start, so that it is of the same reading as what its owner
	// records. It may be nil: then it is the client's.
	Now func() time.Time
	// Keep is told what it takes to go on after a crash: when the start was acknowledged, before
	// anything else is sent, and whenever the interval has grown. It may be nil.
	Keep func(ctx context.Context, r Resumption)
	// Observe is told what happens, one event at a time, from the goroutine of Run. It must not
	// block. It may be nil.
	Observe func(Event)
}

// Receipt is what is to be recorded when tokens came.
type Receipt struct {
	Tokens   Tokens
	At       time.Time // the provider's time
	Ours     time.Time // the same moment by our clock, as it was read at the start
	Marks    []string
	Identity string // of this verification's token: the signed part; also a mark
}
