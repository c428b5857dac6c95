package journal

import (
	"encoding/hex"
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

// hashPerson hashes UUIDs in their canonical form, other names as they are.
func (k keys) hashPerson(p Person) PersonHash {
	name, key := strings.TrimSpace(p.Name.Reveal()), k.person
	if p.Domain == ByCPR {
		key = k.cpr
	} else if id, err := uuid.Parse(name); err == nil {
		name = id.String()
	}
	return PersonHash(hex.EncodeToString(keyed(key, name)))
}
