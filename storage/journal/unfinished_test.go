package journal

import (
	"testing"
	"time"

	"ringback/ciba"
)

// TestTokensOnlyInTheKeptPart: the program died between keeping them and recording them. The time
// of receipt is by our clock either way; to judge it, the caller adds by how much the provider's
// clock is ahead.
func TestTokensOnlyInTheKeptPart(t *testing.T) {
	noon := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	k := &kept{
		acknowledged: true, tokens: []ciba.Tokens{someTokens}, received: noon,
		resumption: ciba.Resumption{SentAt: noon.Add(-time.Minute), ExpiresIn: 5 * time.Minute, Offset: 10 * time.Minute, OffsetKnown: true},
	}
	if got := (Record{}).unfinished(k, LeftReceived).Received; !got.Equal(noon) {
		t.Errorf("received at %v", got)
	}
	told := Record{Received: noon.Add(9 * time.Minute)}
	if got := told.unfinished(k, LeftReceived).Received; !got.Equal(told.Received) {
		t.Errorf("told of, and received at %v", got)
	}
}
