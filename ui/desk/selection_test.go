package desk

import (
	"testing"

	"ringback/storage/journal"
)

// TestASelectionOfAnAccountOrADesk is one of a shared journal.
func TestASelectionOfAnAccountOrADesk(t *testing.T) {
	s := Selection{Operator: "anna", Desk: "PC-0417"}
	shared := &Journal{journal: sharedWith{sharedFickle: sharedFickle{newFickle()}}}
	if f, problem := shared.filter(t.Context(), s); f.Operator != "anna" || f.Host != "PC-0417" || !problem.IsZero() {
		t.Errorf("%+v, %+v", f, problem)
	}
	own := &Journal{journal: journal.NewMemory(), path: "journal.db"}
	for _, s := range []Selection{{Operator: "anna"}, {Desk: "PC-0417"}} {
		if _, problem := own.filter(t.Context(), s); problem.Key != "console.journal.wrong.shared_only" {
			t.Errorf("%+v: %+v", s, problem)
		}
	}
}
