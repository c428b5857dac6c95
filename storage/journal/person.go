package journal

import (
	"encoding/hex"
	"slices"
	"strings"

	"github.com/google/uuid"

	"ringback/ciba"
)

// Domain is what a person's name is taken from. The hashes of one domain say nothing about those of
// another.
type Domain string

// The domains.
const (
	// ByID is what the provider knows the person by: a UUID, or whatever a generic provider uses.
	ByID Domain = ""
	// ByCPR is a CPR number: ten digits, without a hyphen. There are so few of them that whoever
	// holds the journal's key can find a number from its hash.
	ByCPR Domain = "cpr"
)

// Person names somebody in one domain. The zero value is nobody.
type Person struct {
	Domain Domain
	Name   ciba.Secret // so that no log or error text shows it
}

// Named returns the person whom the provider knows by a name.
func Named(name string) Person { return Person{Name: ciba.Secret(name)} }

// WithCPR returns the person with a CPR number of ten digits.
func WithCPR(digits string) Person { return Person{Domain: ByCPR, Name: ciba.Secret(digits)} }

// PersonHash is an HMAC-SHA-256 of a person's name in hexadecimal, under a random key of the
// journal for each domain: it recognises a person and names nobody.
type PersonHash string

// HashesBetween separates a person's hashes where a journal has several keys.
const HashesBetween = "+"

// Has reports whether one of a person's hashes is the one that a record keeps.
func (h PersonHash) Has(kept PersonHash) bool {
	return kept != "" && slices.Contains(strings.Split(string(h), HashesBetween), string(kept))
}

// hashPerson hashes a person's name as [Person.Canonical] has it.
func (k keys) hashPerson(p Person) PersonHash {
	key := k.person
	if p.Domain == ByCPR {
		key = k.cpr
	}
	return PersonHash(hex.EncodeToString(keyed(key, p.Canonical())))
}

// Canonical returns what is hashed of a person: UUIDs in their canonical form, other names as they
// are. It is as secret as the name.
func (p Person) Canonical() string {
	name := strings.TrimSpace(p.Name.Reveal())
	if id, err := uuid.Parse(name); err == nil && p.Domain != ByCPR {
		return id.String()
	}
	return name
}
