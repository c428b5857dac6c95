//go:build realparts

package secrets

import (
	"strings"
	"testing"

	"github.com/zalando/go-keyring"
)

// needsSession skips nothing: each user has a credential manager, and these tests have entries of
// their own.
func needsSession(*testing.T) {}

// TestRealKeyringHoldsTheLongestEntry: Windows counts bytes, and takes 2,560; we save 2,000 at
// most.
func TestRealKeyringHoldsTheLongestEntry(t *testing.T) {
	const user = "the longest entry, for a test"
	longest := strings.Repeat("æ", maxEntry/2)
	must(t, OSKeyring().Set(service, user, longest))
	defer func() { must(t, OSKeyring().Delete(service, user)) }()
	if read, err := OSKeyring().Get(service, user); err != nil || read != longest {
		t.Errorf("%d bytes came back of %d, %v", len(read), len(longest), err)
	}
	if err := OSKeyring().Set(service, user, strings.Repeat("æ", 1281)); classify(err, "") == nil || err != keyring.ErrSetDataTooBig { //nolint:errorlint // It is that very one.
		t.Errorf("2,562 bytes: %v", err)
	}
}
