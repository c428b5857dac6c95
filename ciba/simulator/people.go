package simulator

import (
	"fmt"
	"slices"
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
	HasCPR      bool   // a CPR number is linked to the identity
	Protected   bool   // name and address protection
}

// builtInPeople are known unless Options.People names others.
func builtInPeople() []Person {
	return []Person{
		{UUID: DocumentedPerson, Name: "Mette Holm Sørensen", DateOfBirth: "1979-03-14", HasCPR: true},
		{UUID: "c1d9a3f4-6b0e-4f5a-9d27-3e8f10b2a764", Name: "Bjørn Åkjær Nørgaard", DateOfBirth: "1954-11-02", HasCPR: true},
		{UUID: "5f7e2b68-94c3-4d1a-8a0f-b6d2c97e4135", Name: "Sørine Ægidius Lund", DateOfBirth: "2004-02-29", HasCPR: true},
		{UUID: "0b8d64ce-217f-4a93-b5e1-7f39ad5c8026", Name: "Oluf Østergård Kjær", DateOfBirth: "1936-07-21", HasCPR: true},
		{UUID: "e63a0f92-d85b-4c7e-a149-28c5f7106bd3", Name: "Åse Birk Rasmussen", DateOfBirth: "1988-12-31", HasCPR: true},
		{UUID: "93c5b7d1-0e4a-4862-9f3d-a1e8604c2b97", Name: "Yasmin Karimi Jensen", DateOfBirth: "1996-05-09", HasCPR: true},
		{UUID: "27f0e9a8-b3d6-4e15-8c72-5d94f1b6e03a", Name: "Lærke Dam Thygesen", DateOfBirth: "2009-08-17", HasCPR: true},
		{UUID: "ad41c82b-7e95-4b30-b6f8-09e2d3a7c51f", Name: "Frederik Bülow Skovgaard", DateOfBirth: "1967-01-30", HasCPR: false},
		{UUID: "7b2e5d90-c4f1-4389-a0d6-e81b9c3f4762", Name: "Karen Vestergaard Bøgh", DateOfBirth: "1975-10-05", HasCPR: true, Protected: true},
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
	}
	return nil
}

// person finds a person by MitID UUID.
func (s *Simulator) person(id string) (Person, bool) {
	i := slices.IndexFunc(s.people, func(p Person) bool { return p.UUID == id })
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
