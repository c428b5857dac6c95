// Package mitid adds to package ciba what the MitID Flex app service needs: the login hint, the
// rules of the reference text, the claims and how to read them, the checks that tie a token to a
// person and a text, and the appswitch URLs.
//
// It consists of pure functions of what the operator typed, what the environment requires and what
// the token says. They don't wait and keep no state, except for [Match], which asks the broker
// about a CPR number. Not in this package: HTTP, keys and signatures (they are in package ciba), a
// screen, a disk, a clock, and texts for users. Problems, checks and claims are keys, which the
// caller translates.
//
// One rule applies throughout: what can't be read exactly is reported as a fault, never guessed. A
// text is rejected, never cut; a claim of the wrong type is malformed, never converted; and errors
// never contain what was typed, since UUIDs and texts are personal data.
package mitid
