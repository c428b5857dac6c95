// Package generic is what it takes to ask any provider of CIBA, beside what package ciba does for
// all of them: the parameters that name a person and carry the text (OpenID CIBA Core 1.0 §7.1),
// and the checks that tie a token to that person.
//
// What the room is for: pure functions of what the operator typed, what the environment sets and
// what the token says. They wait for nothing and keep nothing. What must never enter: HTTP, keys
// and signatures (package ciba has them), a screen, a disk, a clock, words that a user reads, and
// what a single provider does otherwise than the specification.
//
// A provider may call a person as it likes. So the environment names the claim that is the person,
// and what the operator asks for is compared with it, exactly. Without such a claim nobody can tell
// who approved, and nothing is ever verified. What CIBA knows nothing of (a transaction, an
// identity provider) is skipped in the verdict, with the word that it doesn't apply. So is the
// text, unless the provider returns one: then it must be the one sent.
package generic
