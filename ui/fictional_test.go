package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ringback/ciba/mitid"
	"ringback/ui/desk"
)

// TestTheDemoOffersNumbers: whoever has a CPR number is asked for by it, where the form takes it.
func TestTheDemoOffersNumbers(t *testing.T) {
	view := emptyView()
	view.Phone = &desk.Phone{People: []desk.Person{
		{UUID: samplePerson, Name: "Mette", CPR: sampleCPR}, {UUID: "11111111-2222-4333-8444-555555555555", Name: "Frederik"},
	}}
	values := func(picked int) []string {
		t.Helper()
		people, at := fictionals(&view)
		if at != picked {
			t.Errorf("picked is %d, want %d", at, picked)
		}
		var all []string
		for _, person := range people {
			all = append(all, person.Value)
		}
		return all
	}
	if all := values(-1); !slices.Equal(all, []string{samplePerson, view.Phone.People[1].UUID}) {
		t.Errorf("where none is taken: %q", all)
	}
	view.Form.Fields = append(view.Form.Fields, desk.FieldCPR)
	if all := values(-1); !slices.Equal(all, []string{sampleCPR, view.Phone.People[1].UUID}) {
		t.Errorf("%q", all)
	}
	view.Form.Person.Value = samplePerson
	values(0)
	number, err := mitid.ParseCPR("6804360468", true, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	view.Form.Person.Value, view.Form.CPR = "6804360468", number
	values(0)
	w, _ := open(t, view, plainShape())
	if said := shown(w); !strings.Contains(said, "Mette (fictional)") {
		t.Errorf("the form says %s", said)
	}
	view.Phone = nil
	if people, _ := fictionals(&view); people != nil {
		t.Errorf("outside the demo: %v", people)
	}
}
