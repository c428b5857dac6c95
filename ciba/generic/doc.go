// Package generic adds to package ciba what any CIBA provider needs: the parameters that identify a
// person and carry the text (OpenID CIBA Core 1.0 §7.1), and the checks that tie a token to that
// person.
//
// It consists of pure functions of what the operator typed, what the environment sets and what the
// token says. They don't wait and keep no state. Not in this package: HTTP, keys and signatures
// (they are in package ciba), a screen, a disk, a clock, texts for users, and the deviations of a
// single provider from the specification.
//
// Providers identify a person in different ways. So the environment names the claim that is the
// person, and it must equal exactly what the operator asked for. Without such a claim nobody is
// ever verified. Checks of things that CIBA doesn't have (a transaction, an identity provider) are
// skipped in the verdict, with the word for not applicable. The text is skipped too, unless the
// provider returns one: then it must be the text sent.
package generic
