package simulator

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestBuiltInPeople(t *testing.T) {
	people := builtInPeople()
	if err := checkPeople(people); err != nil {
		t.Fatal(err)
	}
	if len(people) < 8 || people[0].UUID != "8a9856e0-f12d-4217-b320-c8a076be9320" || people[0].Name != "Mette Holm Sørensen" || people[0].DateOfBirth != "1979-03-14" {
		t.Error("the documented person isn't the first of at least eight")
	}
	for _, p := range people {
		born, err := time.Parse(time.DateOnly, p.DateOfBirth)
		if p.CPR == "" || err != nil {
			continue
		}
		if day, err := strconv.Atoi(p.CPR[:2]); err != nil || day != born.Day()+60 || p.CPR[2:6] != born.Format("0106") || (born.Year() >= 2000) != (p.CPR[6] >= '4') {
			t.Errorf("%s, born %s, has %s", p.Name, p.DateOfBirth, p.CPR)
		}
	}
	if !slices.ContainsFunc(people, func(p Person) bool { return p.CPR == "" }) {
		t.Error("everybody has a CPR number")
	}
	var names strings.Builder
	for _, p := range people {
		names.WriteString(p.Name)
	}
	for _, letter := range []string{"æ", "ø", "å", "Æ", "Ø", "Å"} {
		if !strings.Contains(names.String(), letter) {
			t.Errorf("no name has %s", letter)
		}
	}
}

func TestAge(t *testing.T) {
	tests := []struct {
		born, today string
		want        int
	}{
		{born: "1979-03-14", today: "2026-03-13", want: 46},
		{born: "1979-03-14", today: "2026-03-14", want: 47},
		{born: "1936-04-08", today: "2024-05-07", want: 88},
		{born: "2004-02-29", today: "2025-02-28", want: 20},
		{born: "2004-02-29", today: "2025-03-01", want: 21},
		{born: "2004-02-29", today: "2028-02-29", want: 24},
	}
	for _, test := range tests {
		today, err := time.Parse(time.DateOnly, test.today)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Person{DateOfBirth: test.born}).age(today); got != test.want {
			t.Errorf("born %s, on %s: %d, want %d", test.born, test.today, got, test.want)
		}
	}
}

func TestSubjectBelongsToTheOrganisation(t *testing.T) {
	a, again, b := builtInPeople()[0], builtInPeople()[0], builtInPeople()[1]
	if a.subject("Nordby Kommune") != again.subject("Nordby Kommune") {
		t.Error("the subject changes")
	}
	if a.subject("Nordby Kommune") == a.subject("Sydby Forsyning") || a.subject("Nordby Kommune") == b.subject("Nordby Kommune") {
		t.Error("two organisations or two people share a subject")
	}
}
