package simulator

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// DocumentedPerson is the MitID UUID in the broker's documentation. Here it belongs to Mette Holm
// Sørensen.
const DocumentedPerson = "8a9856e0-f12d-4217-b320-c8a076be9320"

// protectedName is what services other than public authorities get instead of a protected name.
const protectedName = "NAVNE & ADRESSEBESKYTTET"

// Person is a person whom the simulator can ask. All of them are fictitious.
type Person struct {
	UUID        string // MitID UUID in the canonical form, lower case
	Name        string // registered name; tokens hide it if Protected
	DateOfBirth string // YYYY-MM-DD
	CPR         string // ten digits; "" if no CPR number is linked to the identity
	Protected   bool   // name and address protection
}

// builtInPeople are known unless Options.People names others. As with MitID's own test persons, 60
// is added to the day in their CPR numbers, so that nobody has one of these.
func builtInPeople() []Person {
	return []Person{
		{UUID: DocumentedPerson, Name: "Mette Holm Sørensen", DateOfBirth: "1979-03-14", CPR: "7403790012"},
		{UUID: "c1d9a3f4-6b0e-4f5a-9d27-3e8f10b2a764", Name: "Bjørn Åkjær Nørgaard", DateOfBirth: "1954-11-02", CPR: "6211540013"},
		{UUID: "5f7e2b68-94c3-4d1a-8a0f-b6d2c97e4135", Name: "Sørine Ægidius Lund", DateOfBirth: "2004-02-29", CPR: "8902044014"},
		{UUID: "0b8d64ce-217f-4a93-b5e1-7f39ad5c8026", Name: "Oluf Østergård Kjær", DateOfBirth: "1936-07-21", CPR: "8107360015"},
		{UUID: "e63a0f92-d85b-4c7e-a149-28c5f7106bd3", Name: "Åse Birk Rasmussen", DateOfBirth: "1988-12-31", CPR: "9112880016"},
		{UUID: "93c5b7d1-0e4a-4862-9f3d-a1e8604c2b97", Name: "Yasmin Karimi Jensen", DateOfBirth: "1996-05-09", CPR: "6905960018"},
		{UUID: "27f0e9a8-b3d6-4e15-8c72-5d94f1b6e03a", Name: "Lærke Dam Thygesen", DateOfBirth: "2009-08-17", CPR: "7708094020"},
		{UUID: "ad41c82b-7e95-4b30-b6f8-09e2d3a7c51f", Name: "Frederik Bülow Skovgaard", DateOfBirth: "1967-01-30"},
		{UUID: "7b2e5d90-c4f1-4389-a0d6-e81b9c3f4762", Name: "Karen Vestergaard Bøgh", DateOfBirth: "1975-10-05", CPR: "6510750022", Protected: true},
	}
}

// People returns the people that this simulator knows, in the order of a picker.
func (s *Simulator) People() []Person { return slices.Clone(s.people) }

// nameInToken returns the name as services other than public authorities get it.
func (p Person) nameInToken() string {
	if p.Protected {
		return protectedName
	}
	return p.Name
}

// wholeCPR returns the CPR number as people write it; "" without one.
func (p Person) wholeCPR() string {
	if p.CPR == "" {
		return ""
	}
	return p.CPR[:6] + "-" + p.CPR[6:]
}

// age counts the birthdays up to now. A person born on 29 February has theirs on 1 March in other
// years.
func (p Person) age(now time.Time) int {
	born, err := time.Parse(time.DateOnly, p.DateOfBirth)
	if err != nil {
		return 0 // checkPeople has rejected such a date
	}
	now = now.UTC()
	age := now.Year() - born.Year()
	if now.Month() < born.Month() || now.Month() == born.Month() && now.Day() < born.Day() {
		age--
	}
	return age
}

// subject returns the person's identifier at an organisation: the same for all its clients,
// different at every other.
func (p Person) subject(organisation string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("urn:simulator:subject:"+organisation+":"+p.UUID)).String()
}

func checkPeople(people []Person) error {
	if len(people) < 2 {
		return fmt.Errorf("simulator: %d people: give two or more, so that somebody else can approve", len(people))
	}
	seen := make(map[string]bool)
	for i, p := range people {
		parsed, err := uuid.Parse(p.UUID)
		switch {
		case err != nil || parsed.String() != p.UUID:
			return fmt.Errorf("simulator: person %d: the UUID must be 8-4-4-4-12 hexadecimal digits in lower case", i)
		case seen[p.UUID]:
			return fmt.Errorf("simulator: person %d has the UUID of a person before", i)
		}
		seen[p.UUID] = true
		if _, err := time.Parse(time.DateOnly, p.DateOfBirth); err != nil {
			return fmt.Errorf("simulator: person %d: the date of birth must be YYYY-MM-DD", i)
		}
		switch {
		case p.CPR == "":
		case !isCPR(p.CPR):
			return fmt.Errorf("simulator: person %d: the CPR number must be ten digits with a date", i)
		case seen[p.CPR]:
			return fmt.Errorf("simulator: person %d has the CPR number of a person before", i)
		}
		if p.CPR != "" {
			seen[p.CPR] = true
		}
	}
	return nil
}

// isCPR reports whether a text is ten digits that begin with a day, to which 60 may have been
// added, and a month.
func isCPR(text string) bool {
	if len(text) != 10 || strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		return false
	}
	day, month := text[:2], text[2:4]
	if day > "60" {
		day = string(day[0]-6) + day[1:]
	}
	// In a leap year: which one it is depends on the century.
	_, err := time.Parse("02012006", day+month+"2000")
	return err == nil
}

// person finds a person by MitID UUID.
func (s *Simulator) person(id string) (Person, bool) { return s.wanted(hint{uuid: id}) }

// wanted finds the person of a hint.
func (s *Simulator) wanted(h hint) (Person, bool) {
	i := slices.IndexFunc(s.people, func(p Person) bool { return h.uuid != "" && p.UUID == h.uuid || h.cpr != "" && p.CPR == h.cpr })
	if i < 0 {
		return Person{}, false
	}
	return s.people[i], true
}

// neighbour returns the person after p in the list, who approves in OtherPerson.
func (s *Simulator) neighbour(p Person) Person {
	i := slices.Index(s.people, p)
	return s.people[(i+1)%len(s.people)]
}
