package journal

import (
	"context"

	"ringback/ciba"
)

// Narrow is a journal of many desks that records some verifications on this desk only, because it
// can't reach the others'.
type Narrow interface {
	Journal
	// DeskOnly reports whether a verification is recorded on this desk only, so that a token could
	// be looked for nowhere else.
	DeskOnly(ctx context.Context, id string) bool
}

// narrowed returns the result of a look for what it is.
func narrowed(ctx context.Context, journal Journal, id string, look ciba.Look) ciba.Look {
	narrow, is := journal.(Narrow)
	if is && look == ciba.LookedNew && narrow.DeskOnly(ctx, id) {
		return ciba.LookedNewThisDesk
	}
	return look
}
