package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"ringback/ui/desk"
)

// TestTheJournalOffersWhatALoginMayDo in a journal that desks share, and says whose records these
// are.
func TestTheJournalOffersWhatALoginMayDo(t *testing.T) {
	settings := filledView()
	for what, c := range map[string]struct {
		rights desk.JournalRights
		offers []string
		says   []string
		whose  bool
	}{
		"desk":       {rights: desk.JournalRights{Shared: true, Login: "desk17", NoVerify: true, NoExport: true, NoErase: true}, offers: []string{"Close"}, says: []string{"only the requests of the login desk17"}},
		"supervisor": {rights: supervising(), offers: []string{"Export", "Erase", "Close"}, says: []string{"anna (login desk17)", "More than 10,000 records", "seen as carla"}, whose: true},
		"auditor":    {rights: desk.JournalRights{Shared: true, Login: "dorte", Everybody: true, NoErase: true, NoLift: true}, offers: []string{"Verify", "Export", "Close"}, says: []string{"bo (login desk04)"}, whose: true},
		"own":        {offers: []string{"Verify", "Export", "Erase", "Close"}},
	} {
		view := sharing(settings, c.rights)
		w, _ := open(t, view, plainShape())
		j := w.screen.journal
		var offers []string
		for _, b := range j.buttons() {
			offers = append(offers, b.Label())
		}
		if !slices.Equal(offers, c.offers) || j.filter.whose.Visible() != c.whose {
			t.Errorf("%s is offered %v", what, offers)
		}
		var lines strings.Builder
		for _, row := range j.rows.Rows() {
			for _, cell := range row.Cells {
				lines.WriteString(cell.Text + "\n")
			}
		}
		all := lines.String() + shown(w)
		for _, text := range c.says {
			if !strings.Contains(all, text) {
				t.Errorf("%s: %q isn't in\n%s", what, text, all)
			}
		}
	}
}

// TestASupervisorFilters by who asked and where.
func TestASupervisorFilters(t *testing.T) {
	w, d := open(t, sharing(filledView(), supervising()), plainShape())
	f := w.screen.journal.filter
	test.Type(f.operator, "anna")
	test.Type(f.desks, "PC-0417 ")
	calls := d.called()
	if last := calls[len(calls)-1]; !strings.Contains(last, "Operator:anna Desk:PC-0417 ") {
		t.Errorf("it called %s", last)
	}
	picked := f.facts(desk.JournalFilter{Operator: "anna", Desk: "PC-0417"})
	if want := []fact{{"Operator", "anna"}, {"Desk", "PC-0417"}}; !slices.Equal(picked, want) {
		t.Errorf("what is erased is named as %v", picked)
	}
}

// TestErasingForEveryDesk says what it doesn't reach.
func TestErasingForEveryDesk(t *testing.T) {
	view := filledView()
	view.Journal = journalPage()
	view.Journal.Erasing = &desk.JournalErasing{Count: 3}
	w, _ := open(t, sharing(view, supervising()), plainShape())
	w.screen.journal.turnTo(journalErase)
	for _, word := range []string{"for every desk", "VACUUM", "WAL", "backups"} {
		if all := shown(w); !strings.Contains(all, word) {
			t.Errorf("%q isn't in\n%s", word, all)
		}
	}
}

// TestAnotherDesksRequestIsSaid below the person, where otherwise it says that they are valid.
func TestAnotherDesksRequestIsSaid(t *testing.T) {
	view := filledView()
	view.Form.PersonAskedUntil = at(17, 2, 0)
	w, _ := open(t, view, plainShape())
	if f := w.screen.form.person; f.below.way != problem || !strings.Contains(shown(w), "A request to this person is open until") {
		t.Errorf("it isn't in\n%s", shown(w))
	}
}
