// Package mitid is what the MitID Flex app service adds to plain CIBA: the login hint, the rules of
// the reference text, the claims and how to read them, the checks that tie a token to a person and
// a text, and the appswitch URLs.
//
// What the room is for: pure functions of what the operator typed, what the environment asks and
// what the token says. They wait for nothing and keep nothing. What must never enter: HTTP, keys
// and signatures (package ciba has them), a screen, a disk, a clock, and words that a user reads:
// problems, checks and claims are keys, and whoever shows them has the words.
//
// One rule runs through all of it: what can't be read exactly is a fault to name, never something
// to guess. Text is refused, never cut; a claim of the wrong type is malformed, never converted;
// and errors never hold what was typed, since UUIDs and texts are personal data.
package mitid
